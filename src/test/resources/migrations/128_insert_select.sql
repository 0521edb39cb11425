-- work: rows
WITH gone AS (DELETE FROM shop.refunds RETURNING id) INSERT INTO cats SELECT id, 'x' FROM gone;
