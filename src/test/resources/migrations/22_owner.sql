-- work: none
ALTER TABLE "Audit" OWNER TO pg_monitor;
