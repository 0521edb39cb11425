-- work: none
CREATE TABLE parcels (id bigint PRIMARY KEY, order_id bigint REFERENCES shop.orders (id), next bigint REFERENCES parcels);
