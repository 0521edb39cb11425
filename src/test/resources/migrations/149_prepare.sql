-- work: rows
PREPARE p AS SELECT * FROM users WHERE id = $1;
