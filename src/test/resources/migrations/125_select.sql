-- work: rows
SELECT extract(year FROM u.seen) FROM users u LEFT JOIN orgs o ON o.id = u.org_id WHERE u.id IN (SELECT user_id FROM shop.orders);
