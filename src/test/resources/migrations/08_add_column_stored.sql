-- work: rewrite
ALTER TABLE shop.orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.19) STORED;
