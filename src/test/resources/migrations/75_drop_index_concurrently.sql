-- work: none
-- outside: yes
DROP INDEX CONCURRENTLY users_name_idx;
