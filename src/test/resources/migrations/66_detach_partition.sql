-- work: none
ALTER TABLE events DETACH PARTITION events_2024;
