-- work: none
-- outside: yes
-- skip: run
CREATE DATABASE other;
