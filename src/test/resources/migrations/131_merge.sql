-- work: rows
-- from: 15
MERGE INTO cats c USING users u ON u.id = c.id WHEN NOT MATCHED THEN INSERT VALUES (u.id, u.name);
