-- work: rows
SELECT nextval('invoice_no'), setval('public."Audit_Id_seq"', 7);
