-- work: none
DROP RULE silent ON cats;
