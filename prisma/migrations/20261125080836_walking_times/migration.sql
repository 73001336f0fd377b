-- CreateTable
CREATE TABLE "WalkingTime" (
    "firstId" UUID NOT NULL,
    "secondId" UUID NOT NULL,
    "minutes" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "setBy" TEXT NOT NULL,

    CONSTRAINT "WalkingTime_pkey" PRIMARY KEY ("firstId","secondId")
);

-- CreateIndex
CREATE INDEX "WalkingTime_secondId_idx" ON "WalkingTime"("secondId");

-- AddForeignKey
ALTER TABLE "WalkingTime" ADD CONSTRAINT "WalkingTime_firstId_fkey" FOREIGN KEY ("firstId") REFERENCES "Door"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WalkingTime" ADD CONSTRAINT "WalkingTime_secondId_fkey" FOREIGN KEY ("secondId") REFERENCES "Door"("id") ON DELETE CASCADE ON UPDATE CASCADE;
