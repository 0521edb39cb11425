-- work: none
DROP TABLE shop.refunds;
