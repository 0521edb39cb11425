-- work: none
-- outside: yes
ALTER TABLE metrics DETACH PARTITION metrics_2024 CONCURRENTLY;
