-- work: none
-- from: 18
ALTER TABLE shop.orders ALTER CONSTRAINT orders_user_fk NOT ENFORCED;
