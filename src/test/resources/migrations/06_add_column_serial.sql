-- work: rewrite
ALTER TABLE shop.orders ADD COLUMN no serial;
