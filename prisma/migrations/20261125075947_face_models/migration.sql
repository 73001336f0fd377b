-- CreateTable
CREATE TABLE "FaceModel" (
    "id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "licence" TEXT NOT NULL,
    "dimension" INTEGER NOT NULL,
    "firstUsedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "FaceModel_pkey" PRIMARY KEY ("id")
);
