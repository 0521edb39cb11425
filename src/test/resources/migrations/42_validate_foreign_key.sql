-- work: scan
ALTER TABLE shop.refunds VALIDATE CONSTRAINT refunds_order_fk;
