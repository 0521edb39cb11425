-- work: rows
UPDATE users SET name = o.name FROM orgs o WHERE o.id = users.org_id AND users.id BETWEEN 1 AND 20;
