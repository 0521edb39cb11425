-- work: none
LOCK TABLE users, ONLY animals IN SHARE ROW EXCLUSIVE MODE;
