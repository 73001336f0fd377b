-- CreateTable
CREATE TABLE "PunchSource" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "format" JSONB NOT NULL,
    "direction" TEXT NOT NULL DEFAULT 'asWritten',
    "doorId" UUID,
    "usedFrom" DATE,
    "usedTo" DATE,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PunchSource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PunchCode" (
    "sourceId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "employeeId" UUID,

    CONSTRAINT "PunchCode_pkey" PRIMARY KEY ("sourceId","code")
);

-- CreateTable
CREATE TABLE "PunchImport" (
    "id" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "fileName" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "format" JSONB NOT NULL,
    "rows" INTEGER NOT NULL,
    "added" INTEGER NOT NULL,
    "known" INTEGER NOT NULL,
    "repeated" INTEGER NOT NULL,
    "skipped" INTEGER NOT NULL,
    "firstAt" TIMESTAMPTZ(3),
    "lastAt" TIMESTAMPTZ(3),
    "coveredFrom" DATE,
    "coveredTo" DATE,
    "importedBy" TEXT NOT NULL,
    "importedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undoneBy" TEXT,
    "undoneAt" TIMESTAMPTZ(3),
    "undoReason" TEXT,

    CONSTRAINT "PunchImport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Punch" (
    "id" UUID NOT NULL,
    "employeeId" UUID NOT NULL,
    "sourceId" UUID,
    "doorId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "direction" "CameraDirection" NOT NULL,
    "enteredBy" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawnAt" TIMESTAMPTZ(3),
    "withdrawnBy" TEXT,
    "withdrawnWhy" TEXT,

    CONSTRAINT "Punch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PunchRow" (
    "importId" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "punchId" UUID NOT NULL,

    CONSTRAINT "PunchRow_pkey" PRIMARY KEY ("importId","row")
);

-- CreateIndex
CREATE UNIQUE INDEX "PunchSource_name_key" ON "PunchSource"("name");

-- CreateIndex
CREATE INDEX "PunchImport_sourceId_digest_idx" ON "PunchImport"("sourceId", "digest");

-- CreateIndex
CREATE INDEX "PunchImport_importedAt_idx" ON "PunchImport"("importedAt");

-- CreateIndex
CREATE INDEX "Punch_sourceId_employeeId_at_idx" ON "Punch"("sourceId", "employeeId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "Punch_employeeId_at_direction_sourceId_key" ON "Punch"("employeeId", "at", "direction", "sourceId");

-- CreateIndex
CREATE INDEX "PunchRow_punchId_idx" ON "PunchRow"("punchId");

-- AddForeignKey
ALTER TABLE "PunchSource" ADD CONSTRAINT "PunchSource_doorId_fkey" FOREIGN KEY ("doorId") REFERENCES "Door"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PunchCode" ADD CONSTRAINT "PunchCode_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "PunchSource"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PunchCode" ADD CONSTRAINT "PunchCode_employeeId_fkey" FOREIGN KEY ("employeeId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PunchImport" ADD CONSTRAINT "PunchImport_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "PunchSource"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Punch" ADD CONSTRAINT "Punch_employeeId_fkey" FOREIGN KEY ("employeeId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Punch" ADD CONSTRAINT "Punch_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "PunchSource"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Punch" ADD CONSTRAINT "Punch_doorId_fkey" FOREIGN KEY ("doorId") REFERENCES "Door"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PunchRow" ADD CONSTRAINT "PunchRow_importId_fkey" FOREIGN KEY ("importId") REFERENCES "PunchImport"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PunchRow" ADD CONSTRAINT "PunchRow_punchId_fkey" FOREIGN KEY ("punchId") REFERENCES "Punch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
