-- CreateIndex
CREATE INDEX "Capture_eventId_idx" ON "Capture"("eventId");
