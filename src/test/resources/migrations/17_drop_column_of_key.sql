-- work: none
ALTER TABLE shop.orders DROP COLUMN user_id CASCADE;
