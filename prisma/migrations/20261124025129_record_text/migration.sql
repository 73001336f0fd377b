-- AlterTable
ALTER TABLE "DayRecord" ALTER COLUMN "record" SET DATA TYPE JSON;
