-- work: rows
-- from: 15
MERGE INTO orgs o USING users u ON u.id = o.id WHEN NOT MATCHED THEN INSERT VALUES (u.id, 'x');
