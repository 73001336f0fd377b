-- CreateTable
CREATE TABLE "CameraSilence" (
    "id" UUID NOT NULL,
    "cameraId" UUID NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3),
    "usual" INTEGER NOT NULL,
    "toldAt" TIMESTAMPTZ(3),

    CONSTRAINT "CameraSilence_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "CameraSilence_cameraId_fromAt_key" ON "CameraSilence"("cameraId", "fromAt");

-- AddForeignKey
ALTER TABLE "CameraSilence" ADD CONSTRAINT "CameraSilence_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;
