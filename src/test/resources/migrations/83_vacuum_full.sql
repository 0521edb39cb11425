-- work: rewrite
-- outside: yes
VACUUM FULL users;
