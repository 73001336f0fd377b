-- CreateTable
CREATE TABLE "DeletionCertificate" (
    "id" UUID NOT NULL,
    "employeeId" UUID,
    "cause" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "madeBy" TEXT NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DeletionCertificate_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "DeletionCertificate_employeeId_idx" ON "DeletionCertificate"("employeeId");
