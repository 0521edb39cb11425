-- work: none
ALTER TABLE "Audit" DROP COLUMN "Id";
