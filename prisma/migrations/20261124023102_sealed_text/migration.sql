-- AlterTable
ALTER TABLE "PeriodClose" ADD COLUMN     "number" SERIAL NOT NULL;

-- AlterTable
ALTER TABLE "ClosedRecord" ALTER COLUMN "record" SET DATA TYPE JSON;

-- CreateIndex
CREATE UNIQUE INDEX "PeriodClose_number_key" ON "PeriodClose"("number");

-- CreateIndex
CREATE INDEX "ClosedRecord_closeId_employeeId_workDate_idx" ON "ClosedRecord"("closeId", "employeeId", "workDate");
