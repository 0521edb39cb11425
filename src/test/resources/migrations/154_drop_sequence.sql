-- work: none
DROP SEQUENCE invoice_no;
