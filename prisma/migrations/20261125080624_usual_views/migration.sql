-- AlterTable
ALTER TABLE "Camera" ADD COLUMN     "usualViews" BYTEA,
ADD COLUMN     "viewAcceptedAt" TIMESTAMPTZ(3);
