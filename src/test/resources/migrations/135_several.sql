-- work: build
ALTER TABLE users ADD COLUMN plan text;
CREATE INDEX orders_total ON shop.orders (total);
UPDATE orgs SET name = upper(name);
