-- work: rewrite
ALTER TABLE shop.orders ADD COLUMN g numeric GENERATED ALWAYS AS (total) STORED;
ALTER TABLE shop.orders ALTER COLUMN g DROP EXPRESSION;
