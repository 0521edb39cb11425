-- work: rewrite
ALTER TABLE shop.orders ALTER COLUMN user_id TYPE numeric;
