-- work: build
CREATE INDEX ei ON ONLY events (id);
CREATE INDEX e24 ON events_2024 (id);
ALTER INDEX ei ATTACH PARTITION e24;
