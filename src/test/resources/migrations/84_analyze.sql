-- work: rows
ANALYZE users;
