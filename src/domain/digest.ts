/**
 * Canonical JSON and SHA-256 (FIPS 180-4) without any platform API, because the same digest must come out in the
 * server, in a worker and in a browser, and the engine is synchronous.
 */

/** JSON with object keys sorted and `undefined` members left out: equal data gives equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = members[key];
    if (member !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

const primes = [2];
for (let n = 3; primes.length < 64; n += 2) if (primes.every((p) => n % p !== 0)) primes.push(n);
const fraction = (x: number) => ((x - Math.floor(x)) * 0x1_0000_0000) | 0;
const roundConstants = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const initialState = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));

const schedule = new Int32Array(64);
const state = new Int32Array(8);
let block = new Uint8Array(2048);

/** SHA-256 of the UTF-8 bytes of a text, as 64 hex digits. */
export function sha256(text: string): string {
  const length = padded(text);
  state.set(initialState);
  for (let offset = 0; offset < length; offset += 64) compress(offset);
  let hex = '';
  for (let i = 0; i < 8; i++) hex += ((state[i] ?? 0) >>> 0).toString(16).padStart(8, '0');
  return hex;
}

/** Writes the padded message into `block`; returns its length in bytes. */
function padded(text: string): number {
  if (block.length < text.length * 3 + 72) block = new Uint8Array(text.length * 4 + 128);
  let size = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) {
      size = encodeUtf8(text);
      break;
    }
    block[size++] = code;
  }
  const total = (size + 9 + 63) & ~63;
  block[size] = 0x80;
  block.fill(0, size + 1, total);
  const view = new DataView(block.buffer);
  view.setUint32(total - 8, Math.floor(size / 0x2000_0000));
  view.setUint32(total - 4, (size << 3) >>> 0);
  return total;
}

function encodeUtf8(text: string): number {
  return new TextEncoder().encodeInto(text, block).written;
}

/** The message schedule of one block: sixteen words of input, stretched to sixty-four. */
function expand(offset: number): void {
  const w = schedule;
  for (let i = 0; i < 16; i++) {
    const at = offset + i * 4;
    w[i] = (block[at]! << 24) | (block[at + 1]! << 16) | (block[at + 2]! << 8) | block[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
}

function compress(offset: number): void {
  expand(offset);
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!; // prettier-ignore
  let e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!; // prettier-ignore
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + roundConstants[i]! + schedule[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}
