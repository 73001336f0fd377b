-- AlterTable
ALTER TABLE "Camera" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';
