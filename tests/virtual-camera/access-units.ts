/** H.264 in Annex-B form, cut into NAL units and access units (the pictures). */

/** One coded picture: its NAL units without start codes. */
export type AccessUnit = { nals: Buffer[]; keyFrame: boolean };

export const nalType = { idr: 5, sei: 6, sps: 7, pps: 8, delimiter: 9 } as const;

/** The type of a NAL unit; 0 when it is empty. */
export function typeOf(nal: Buffer): number {
  return (nal[0] ?? 0) & 0x1f;
}

/**
 * Splits a byte stream into NAL units as it arrives; a unit is known to be complete when the next start code comes, or
 * at `end`.
 */
export function nalSplitter(onNal: (nal: Buffer) => void): { push(chunk: Buffer): void; end(): void } {
  const startCode = Buffer.from([0, 0, 1]);
  let pending = Buffer.alloc(0);

  function emit(nal: Buffer): void {
    let length = nal.length;
    while (length > 0 && nal[length - 1] === 0) length--;
    if (length > 0) onNal(Buffer.from(nal.subarray(0, length)));
  }

  return {
    push(chunk) {
      const searchedTo = Math.max(3, pending.length - 2);
      pending = Buffer.concat([pending, chunk]);
      let begin = pending.indexOf(startCode);
      if (begin < 0) return;
      for (;;) {
        const next = pending.indexOf(startCode, Math.max(begin + 3, begin === 0 ? searchedTo : 0));
        if (next < 0) break;
        emit(pending.subarray(begin + 3, next));
        begin = next;
      }
      pending = pending.subarray(begin);
    },
    end() {
      const begin = pending.indexOf(startCode);
      if (begin >= 0) emit(pending.subarray(begin + 3));
      pending = Buffer.alloc(0);
    },
  };
}

/**
 * Gathers NAL units into access units at access unit delimiters (which the encoder is told to write) and drops the
 * delimiters themselves and the encoder's remarks.
 */
export function accessUnitGatherer(onUnit: (unit: AccessUnit) => void): {
  push(nal: Buffer): void;
  end(): void;
} {
  let nals: Buffer[] = [];
  function finish(): void {
    if (nals.length > 0) onUnit({ nals, keyFrame: nals.some((nal) => typeOf(nal) === nalType.idr) });
    nals = [];
  }
  return {
    push(nal) {
      if (typeOf(nal) === nalType.delimiter) finish();
      else if (typeOf(nal) !== nalType.sei) nals.push(nal);
    },
    end: finish,
  };
}

/** Back to a byte stream, as decoders read from a file. */
export function toAnnexB(units: readonly AccessUnit[]): Buffer {
  const startCode = Buffer.from([0, 0, 0, 1]);
  return Buffer.concat(units.flatMap(({ nals }) => nals.flatMap((nal) => [startCode, nal])));
}
