-- work: build
-- outside: yes
REINDEX TABLE CONCURRENTLY users;
