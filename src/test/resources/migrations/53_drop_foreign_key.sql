-- work: none
ALTER TABLE shop.orders DROP CONSTRAINT IF EXISTS orders_user_fk;
