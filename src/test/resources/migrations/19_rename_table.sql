-- work: none
ALTER TABLE shop.refunds RENAME TO chargebacks;
