-- work: none
DROP TRIGGER noted ON shop.orders;
