-- AlterTable
ALTER TABLE "FaceTemplate" ADD COLUMN     "decisionId" UUID;

-- CreateTable
CREATE TABLE "ReviewDecision" (
    "id" UUID NOT NULL,
    "sightingId" UUID NOT NULL,
    "verdict" TEXT NOT NULL,
    "employeeId" UUID,
    "note" TEXT NOT NULL DEFAULT '',
    "by" TEXT NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedBy" TEXT,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReviewDecision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ReviewDecision_sightingId_idx" ON "ReviewDecision"("sightingId");

-- CreateIndex
CREATE INDEX "ReviewDecision_employeeId_idx" ON "ReviewDecision"("employeeId");

-- CreateIndex
CREATE INDEX "ReviewDecision_decidedAt_idx" ON "ReviewDecision"("decidedAt");

-- AddForeignKey
ALTER TABLE "FaceTemplate" ADD CONSTRAINT "FaceTemplate_decisionId_fkey" FOREIGN KEY ("decisionId") REFERENCES "ReviewDecision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewDecision" ADD CONSTRAINT "ReviewDecision_sightingId_fkey" FOREIGN KEY ("sightingId") REFERENCES "Sighting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewDecision" ADD CONSTRAINT "ReviewDecision_employeeId_fkey" FOREIGN KEY ("employeeId") REFERENCES "Employee"("id") ON DELETE SET NULL ON UPDATE CASCADE;
