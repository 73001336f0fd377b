-- AlterTable
ALTER TABLE "Sighting" ADD COLUMN     "doubts" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "LookAlikePair" (
    "firstId" UUID NOT NULL,
    "secondId" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "addedBy" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LookAlikePair_pkey" PRIMARY KEY ("firstId","secondId")
);

-- CreateTable
CREATE TABLE "ThresholdSetting" (
    "id" UUID NOT NULL,
    "modelId" TEXT NOT NULL,
    "thresholds" JSONB NOT NULL,
    "measured" JSONB NOT NULL DEFAULT '{}',
    "by" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ThresholdSetting_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "LookAlikePair_secondId_idx" ON "LookAlikePair"("secondId");

-- CreateIndex
CREATE INDEX "ThresholdSetting_modelId_setAt_idx" ON "ThresholdSetting"("modelId", "setAt");

-- AddForeignKey
ALTER TABLE "LookAlikePair" ADD CONSTRAINT "LookAlikePair_firstId_fkey" FOREIGN KEY ("firstId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LookAlikePair" ADD CONSTRAINT "LookAlikePair_secondId_fkey" FOREIGN KEY ("secondId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;
