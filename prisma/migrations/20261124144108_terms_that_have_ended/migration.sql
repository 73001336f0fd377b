-- AlterTable
ALTER TABLE "CameraLease" ADD COLUMN     "ended" BOOLEAN NOT NULL DEFAULT false;
