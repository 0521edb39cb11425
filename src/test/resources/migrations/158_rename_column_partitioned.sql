-- work: none
ALTER TABLE events RENAME body TO payload;
