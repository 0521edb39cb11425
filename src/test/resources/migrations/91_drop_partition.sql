-- work: none
DROP TABLE events_2024;
