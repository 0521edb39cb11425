-- work: none
DROP TABLE "Audit";
