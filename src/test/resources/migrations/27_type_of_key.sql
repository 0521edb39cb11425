-- work: rewrite
ALTER TABLE shop.refunds ALTER COLUMN order_id TYPE int;
