-- work: none
ALTER TABLE cats SET (user_catalog_table = true);
