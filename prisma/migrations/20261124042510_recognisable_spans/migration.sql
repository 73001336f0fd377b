-- AlterEnum
ALTER TYPE "SightingOutcome" ADD VALUE 'unusable';

-- CreateTable
CREATE TABLE "RecognisableSpan" (
    "id" UUID NOT NULL,
    "employeeId" UUID NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "toAt" TIMESTAMPTZ(3),

    CONSTRAINT "RecognisableSpan_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "RecognisableSpan_employeeId_idx" ON "RecognisableSpan"("employeeId");

-- AddForeignKey
ALTER TABLE "RecognisableSpan" ADD CONSTRAINT "RecognisableSpan_employeeId_fkey" FOREIGN KEY ("employeeId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who has templates now has had them since the first was made.
INSERT INTO "RecognisableSpan" ("id", "employeeId", "fromAt")
SELECT gen_random_uuid(), "employeeId", min("createdAt") FROM "FaceTemplate" GROUP BY "employeeId";
