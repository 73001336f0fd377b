-- CreateTable
CREATE TABLE "GalleryFinding" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "employeeId" UUID NOT NULL,
    "templateId" UUID,
    "otherId" UUID,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "foundAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "GalleryFinding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RetentionDeletion" (
    "id" UUID NOT NULL,
    "class" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "certificateId" UUID,

    CONSTRAINT "RetentionDeletion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "GalleryFinding_employeeId_idx" ON "GalleryFinding"("employeeId");

-- CreateIndex
CREATE INDEX "GalleryFinding_templateId_idx" ON "GalleryFinding"("templateId");

-- CreateIndex
CREATE INDEX "RetentionDeletion_certificateId_at_idx" ON "RetentionDeletion"("certificateId", "at");

-- AddForeignKey
ALTER TABLE "GalleryFinding" ADD CONSTRAINT "GalleryFinding_employeeId_fkey" FOREIGN KEY ("employeeId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GalleryFinding" ADD CONSTRAINT "GalleryFinding_templateId_fkey" FOREIGN KEY ("templateId") REFERENCES "FaceTemplate"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GalleryFinding" ADD CONSTRAINT "GalleryFinding_otherId_fkey" FOREIGN KEY ("otherId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- When a picture goes is decided by its class when its time comes, no longer when it is stored.
UPDATE "Evidence" SET "expiresAt" = NULL WHERE "kind" = 'frame' AND "deletedAt" IS NULL AND "expiresAt" > now();
