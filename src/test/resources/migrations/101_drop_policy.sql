-- work: none
DROP POLICY own ON cats;
