-- CreateTable
CREATE TABLE "ExcusalAttachment" (
    "id" UUID NOT NULL,
    "excusalId" UUID NOT NULL,
    "evidenceId" UUID NOT NULL,
    "fileName" TEXT NOT NULL,
    "addedBy" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ExcusalAttachment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ExcusalAttachment_evidenceId_key" ON "ExcusalAttachment"("evidenceId");

-- CreateIndex
CREATE INDEX "ExcusalAttachment_excusalId_idx" ON "ExcusalAttachment"("excusalId");

-- AddForeignKey
ALTER TABLE "ExcusalAttachment" ADD CONSTRAINT "ExcusalAttachment_excusalId_fkey" FOREIGN KEY ("excusalId") REFERENCES "Excusal"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ExcusalAttachment" ADD CONSTRAINT "ExcusalAttachment_evidenceId_fkey" FOREIGN KEY ("evidenceId") REFERENCES "Evidence"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
