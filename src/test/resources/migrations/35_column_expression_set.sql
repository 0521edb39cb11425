-- work: rewrite
-- from: 17
ALTER TABLE shop.orders ADD COLUMN g numeric GENERATED ALWAYS AS (total) STORED;
ALTER TABLE shop.orders ALTER COLUMN g SET EXPRESSION AS (total * 2);
