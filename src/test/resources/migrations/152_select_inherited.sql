-- work: rows
SELECT * FROM animals, events;
