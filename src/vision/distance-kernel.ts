import {
  addInteger,
  compileLoop,
  constant,
  empty,
  end,
  get,
  i32,
  load,
  pageBytes,
  set,
  tee,
  v128,
  vector,
  zero,
} from './assembler.ts';

/**
 * Squared distances of one probe to many 8-bit embeddings, 16 numbers at a time. JavaScript has no vector
 * instructions, WebAssembly has; the whole program is this one loop, so it is assembled here, instruction by
 * instruction, rather than built with another tool chain:
 *
 *     scan(codes, count, probe, out):
 *       while (count != 0) {
 *         sum = 0
 *         for (j = 0; j < 8; j++) for (half of the 16 bytes at codes + 16 j) {
 *           d = half as eight 16-bit numbers - the eight at probe
 *           sum += d · d
 *         }
 *         *out = sum of the four lanes of sum
 *         codes += 128; out += 4; count -= 1
 *       }
 */

const dimension = 128;
const [codes, count, probe, out, sum, bytes, difference] = [0, 1, 2, 3, 4, 5, 6];

const extendLow = vector(0x87);
const extendHigh = vector(0x88);
const subtract16 = vector(0x91);
const dotPairs = vector(0xba);
const add32 = vector(0xae);
const lane = (n: number) => [...vector(0x1b), n];

/** sum += d · d with d = eight of the sixteen bytes - the probe's eight numbers at `offset`. */
const halfStep = (extend: number[], offset: number) => [
  ...[...get(bytes), ...extend, ...get(probe), ...load(offset), ...subtract16],
  ...[...tee(difference), ...get(difference), ...dotPairs, ...get(sum), ...add32, ...set(sum)],
];

function loopBody(): number[] {
  const steps = Array.from({ length: dimension / 16 }, (_, j) => [
    ...[...get(codes), ...load(16 * j), ...set(bytes)],
    ...halfStep(extendLow, 32 * j),
    ...halfStep(extendHigh, 32 * j + 16),
  ]).flat();
  const lanes = [0, 1, 2, 3].flatMap((n) => [...get(sum), ...lane(n), ...(n === 0 ? [] : [addInteger])]);
  const advance = (local: number, by: number) => [...get(local), ...constant(by), addInteger, ...set(local)];
  const leaveWhenDone = [...get(count), 0x45, 0x0d, 1];
  const store = [0x36, 2, 0];
  return [
    ...[...leaveWhenDone, ...zero, ...set(sum), ...steps],
    ...[...get(out), ...lanes, ...store],
    ...[...advance(codes, dimension), ...advance(out, 4), ...advance(count, -1)],
    ...[0x0c, 0],
  ];
}

const compiled = compileLoop('scan', {
  parameters: [i32, i32, i32, i32],
  locals: [v128, v128, v128],
  code: [0x02, empty, 0x03, empty, ...loopBody(), end, end],
});

const probeBytes = dimension * 2;

/** 8-bit embeddings in memory of their own, and the loop over them. */
export type DistanceKernel = {
  /** 128 bytes for each embedding, one after another. */
  codes: Int8Array;
  /** The probe in the same unit. */
  probe: Int16Array;
  /** Squared distances in that unit, after `scan`. */
  squared: Int32Array;
  scan: () => void;
};

/** Room for `size` embeddings. */
export function createKernel(size: number): DistanceKernel {
  const outStart = probeBytes + size * dimension;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((outStart + size * 4) / pageBytes) });
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory } });
  const scan = exports['scan'] as (codes: number, count: number, probe: number, out: number) => void;
  return {
    codes: new Int8Array(memory.buffer, probeBytes, size * dimension),
    probe: new Int16Array(memory.buffer, 0, dimension),
    squared: new Int32Array(memory.buffer, outStart, size),
    scan: () => scan(probeBytes, size, 0, outStart),
  };
}
