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
const [i32, v128] = [0x7f, 0x7b];
const [codes, count, probe, out, sum, bytes, difference] = [0, 1, 2, 3, 4, 5, 6];

/** An unsigned number as WebAssembly writes it, seven bits a byte. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** A small signed constant: seven bits a byte, the last with the sign in its sixth bit. */
function signed(value: number): number[] {
  const rest = value >> 7;
  const last = (rest === 0 && (value & 0x40) === 0) || (rest === -1 && (value & 0x40) !== 0);
  return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const constant = (value: number) => [0x41, ...signed(value)];
const vector = (opcode: number) => [0xfd, ...unsigned(opcode)];
/** Loads 16 bytes; the address on the stack needs no alignment. */
const load = (offset: number) => [...vector(0x00), 0, ...unsigned(offset)];
const zero = [...vector(0x0c), ...Array.from({ length: 16 }, () => 0)];
const extendLow = vector(0x87);
const extendHigh = vector(0x88);
const subtract16 = vector(0x91);
const dotPairs = vector(0xba);
const add32 = vector(0xae);
const lane = (n: number) => [...vector(0x1b), n];
const addScalar = 0x6a;

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
  const lanes = [0, 1, 2, 3].flatMap((n) => [...get(sum), ...lane(n), ...(n === 0 ? [] : [addScalar])]);
  const advance = (local: number, by: number) => [...get(local), ...constant(by), addScalar, ...set(local)];
  const leaveWhenDone = [...get(count), 0x45, 0x0d, 1];
  const store = [0x36, 2, 0];
  return [
    ...[...leaveWhenDone, ...zero, ...set(sum), ...steps],
    ...[...get(out), ...lanes, ...store],
    ...[...advance(codes, dimension), ...advance(out, 4), ...advance(count, -1)],
    ...[0x0c, 0],
  ];
}

function assemble(): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: number[]) => [id, ...unsigned(content.length), ...content];
  const name = (text: string) => [text.length, ...Buffer.from(text, 'latin1')];
  const empty = 0x40;
  const code = [...[1, 3, v128], ...[0x02, empty, 0x03, empty, ...loopBody(), 0x0b, 0x0b], 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 4, i32, i32, i32, i32, 0]),
    ...section(2, [1, ...name('host'), ...name('memory'), 0x02, 0x00, 0]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('scan'), 0x00, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}

const compiled = new WebAssembly.Module(assemble());

const pageBytes = 65_536;
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
