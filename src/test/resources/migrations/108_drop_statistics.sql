-- work: none
DROP STATISTICS users_stats;
