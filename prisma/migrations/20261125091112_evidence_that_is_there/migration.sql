-- CreateIndex
CREATE INDEX "Evidence_deletedAt_kind_idx" ON "Evidence"("deletedAt", "kind");
