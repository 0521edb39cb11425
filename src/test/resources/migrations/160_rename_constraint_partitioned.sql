-- work: none
ALTER TABLE events RENAME CONSTRAINT events_id_check TO events_id_positive;
