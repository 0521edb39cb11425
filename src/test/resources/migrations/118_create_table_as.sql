-- work: rows
CREATE TABLE heavy AS SELECT u.id FROM users u JOIN shop.orders o ON o.user_id = u.id;
