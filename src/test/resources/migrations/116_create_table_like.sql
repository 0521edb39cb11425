-- work: none
CREATE TABLE copies (LIKE users INCLUDING ALL);
