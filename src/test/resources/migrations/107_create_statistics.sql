-- work: none
CREATE STATISTICS by_org ON org_id, age FROM users;
