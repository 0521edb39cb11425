-- work: none
CREATE VIEW rich AS WITH s AS (SELECT user_id FROM shop.orders) SELECT a.id FROM adults a, s WHERE a.id = s.user_id;
