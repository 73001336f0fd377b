-- AlterTable
ALTER TABLE "Camera" ADD COLUMN     "found" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "subStreamUri" TEXT;
