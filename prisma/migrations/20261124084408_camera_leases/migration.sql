-- AlterTable
ALTER TABLE "Capture" ADD COLUMN     "fence" INTEGER;

-- AlterTable
ALTER TABLE "CoverageInterval" ADD COLUMN     "fence" INTEGER;

-- CreateTable
CREATE TABLE "CameraLease" (
    "cameraId" UUID NOT NULL,
    "fence" INTEGER NOT NULL,
    "owner" TEXT NOT NULL,
    "takenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CameraLease_pkey" PRIMARY KEY ("cameraId","fence")
);

-- CreateTable
CREATE TABLE "CameraWorker" (
    "id" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CameraWorker_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "CameraLease" ADD CONSTRAINT "CameraLease_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;
