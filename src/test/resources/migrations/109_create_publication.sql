-- work: none
CREATE PUBLICATION more FOR TABLE shop.orders;
