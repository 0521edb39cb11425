-- work: none
-- skip: run
ALTER DATABASE other SET work_mem = '8MB';
