-- work: none
CREATE TABLE birds (wings int) INHERITS (animals);
