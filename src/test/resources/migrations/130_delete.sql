-- work: rows
DELETE FROM shop.orders WHERE id = 7;
