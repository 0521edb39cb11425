-- work: none
COMMENT ON COLUMN shop.orders.note IS NULL;
