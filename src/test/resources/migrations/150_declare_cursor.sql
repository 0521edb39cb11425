-- work: rows
DECLARE c CURSOR FOR SELECT * FROM ONLY animals;
