-- work: none
ALTER TRIGGER noted ON shop.orders RENAME TO seen;
