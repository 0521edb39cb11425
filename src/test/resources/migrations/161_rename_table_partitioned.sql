-- work: none
ALTER TABLE events RENAME TO happenings;
