-- work: none
CREATE OR REPLACE VIEW adults AS SELECT id, email FROM users WHERE age > 20;
