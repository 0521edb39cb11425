-- work: none
LOCK adults;
