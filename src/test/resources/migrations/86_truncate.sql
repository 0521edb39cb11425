-- work: none
TRUNCATE TABLE cats, "Audit" RESTART IDENTITY;
