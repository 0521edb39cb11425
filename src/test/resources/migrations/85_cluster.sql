-- work: rewrite
CLUSTER users USING users_pkey;
