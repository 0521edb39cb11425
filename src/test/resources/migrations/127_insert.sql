-- work: rows
INSERT INTO shop.orders (id, user_id) VALUES (100, 1);
