-- work: rows
-- skip: run
COPY users (id, email) TO STDOUT;
