-- work: rows
-- outside: yes
VACUUM (ANALYZE) users;
