-- work: none
COMMENT ON CONSTRAINT orders_user_fk ON shop.orders IS 'who';
