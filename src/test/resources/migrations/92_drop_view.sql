-- work: none
DROP VIEW adults;
