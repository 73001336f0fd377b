-- CreateTable
CREATE TABLE "LiveCapture" (
    "id" UUID NOT NULL,
    "employeeId" UUID NOT NULL,
    "cameraId" UUID NOT NULL,
    "requestedBy" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "advice" TEXT NOT NULL DEFAULT 'wait',
    "error" TEXT,
    "picture" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "askedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LiveCapture_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LiveCaptureFrame" (
    "id" UUID NOT NULL,
    "captureId" UUID NOT NULL,
    "pose" TEXT NOT NULL,
    "picture" BYTEA NOT NULL,
    "capturedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LiveCaptureFrame_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EnrolmentBatch" (
    "id" UUID NOT NULL,
    "fileName" TEXT NOT NULL,
    "requestedBy" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "total" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "EnrolmentBatch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EnrolmentFile" (
    "batchId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "file" TEXT NOT NULL,
    "employeeId" UUID,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "EnrolmentFile_pkey" PRIMARY KEY ("batchId","number")
);

-- CreateIndex
CREATE INDEX "LiveCapture_employeeId_idx" ON "LiveCapture"("employeeId");

-- CreateIndex
CREATE INDEX "LiveCaptureFrame_captureId_idx" ON "LiveCaptureFrame"("captureId");

-- CreateIndex
CREATE INDEX "EnrolmentFile_employeeId_idx" ON "EnrolmentFile"("employeeId");

-- AddForeignKey
ALTER TABLE "LiveCapture" ADD CONSTRAINT "LiveCapture_employeeId_fkey" FOREIGN KEY ("employeeId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LiveCapture" ADD CONSTRAINT "LiveCapture_cameraId_fkey" FOREIGN KEY ("cameraId") REFERENCES "Camera"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LiveCaptureFrame" ADD CONSTRAINT "LiveCaptureFrame_captureId_fkey" FOREIGN KEY ("captureId") REFERENCES "LiveCapture"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnrolmentFile" ADD CONSTRAINT "EnrolmentFile_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "EnrolmentBatch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnrolmentFile" ADD CONSTRAINT "EnrolmentFile_employeeId_fkey" FOREIGN KEY ("employeeId") REFERENCES "Employee"("id") ON DELETE CASCADE ON UPDATE CASCADE;
