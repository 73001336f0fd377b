-- AlterTable
ALTER TABLE "Sighting" ADD COLUMN     "identificationId" UUID;

-- CreateTable
CREATE TABLE "DeviceIdentification" (
    "id" UUID NOT NULL,
    "cameraId" UUID NOT NULL,
    "eventKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "likelihood" DOUBLE PRECISION,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DeviceIdentification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Credential" (
    "id" UUID NOT NULL,
    "cameraId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "employeeId" UUID,
    "validFrom" DATE NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "DeviceIdentification_cameraId_token_at_idx" ON "DeviceIdentification"("cameraId", "token", "at");

-- CreateIndex
CREATE UNIQUE INDEX "DeviceIdentification_cameraId_eventKey_key" ON "DeviceIdentification"("cameraId", "eventKey");

-- CreateIndex
CREATE INDEX "Credential_employeeId_idx" ON "Credential"("employeeId");

-- CreateIndex
CREATE UNIQUE INDEX "Credential_cameraId_kind_token_validFrom_key" ON "Credential"("cameraId", "kind", "token", "validFrom");

-- CreateIndex
CREATE UNIQUE INDEX "Sighting_identificationId_key" ON "Sighting"("identificationId");

-- AddForeignKey
ALTER TABLE "Sighting" ADD CONSTRAINT "Sighting_identificationId_fkey" FOREIGN KEY ("identificationId") REFERENCES "DeviceIdentification"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DeviceIdentification" ADD CONSTRAINT "DeviceIdentification_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_employeeId_fkey" FOREIGN KEY ("employeeId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;
