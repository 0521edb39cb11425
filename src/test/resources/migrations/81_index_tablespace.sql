-- work: build
ALTER INDEX users_name_idx SET TABLESPACE pg_default;
