/**
 * A 128-bit fingerprint of a text (MurmurHash3's x86_128 mixing over UTF-16 code units), 32 hex digits.
 * It tells whether inputs changed, a hundred times a millisecond; it is no seal: closed periods are sealed by SHA-256.
 */
export function fingerprint(text: string): string {
  let h1 = 0, h2 = 0, h3 = 0, h4 = 0; // prettier-ignore
  const length = text.length;
  // Whole blocks only: reading past the end of a string is slow.
  const padded = text.padEnd((length + 7) & ~7, '\0');
  for (let i = 0; i < padded.length; i += 8) {
    h1 =
      (Math.imul(rotate(h1 ^ scramble(pair(padded, i), 0x239b961b, 15, 0xab0e9789), 19) + h2, 5) +
        0x561ccd1b) |
      0;
    h2 =
      (Math.imul(rotate(h2 ^ scramble(pair(padded, i + 2), 0xab0e9789, 16, 0x38b34ae5), 17) + h3, 5) +
        0x0bcaa747) |
      0;
    h3 =
      (Math.imul(rotate(h3 ^ scramble(pair(padded, i + 4), 0x38b34ae5, 17, 0xa1e38b93), 15) + h4, 5) +
        0x96cd1c35) |
      0;
    h4 =
      (Math.imul(rotate(h4 ^ scramble(pair(padded, i + 6), 0xa1e38b93, 18, 0x239b961b), 13) + h1, 5) +
        0x32ac3b17) |
      0;
  }
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = avalanche((h2 + h1) | 0);
  h3 = avalanche((h3 + h1) | 0);
  h4 = avalanche((h4 + h1) | 0);
  h1 = avalanche(h1);
  h1 = (h1 + h2 + h3 + h4) | 0;
  return hex(h1) + hex((h2 + h1) | 0) + hex((h3 + h1) | 0) + hex((h4 + h1) | 0);
}

/** Two code units as one word. */
function pair(text: string, at: number): number {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function scramble(word: number, multiplier: number, bits: number, second: number): number {
  return Math.imul(rotate(Math.imul(word, multiplier), bits), second);
}

function avalanche(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(word: number): string {
  return `${bytes[word >>> 24]}${bytes[(word >>> 16) & 255]}${bytes[(word >>> 8) & 255]}${bytes[word & 255]}`;
}
