-- work: rewrite
-- from: 15
ALTER TABLE users SET ACCESS METHOD heap;
