-- work: none
ALTER SEQUENCE invoice_no INCREMENT BY 10;
