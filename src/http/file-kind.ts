/** What a paper may be, by the first bytes of its content: what a name or a browser says of it proves nothing. */
const beginnings: [mime: string, bytes: number[]][] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];

/** The type of a PDF, JPEG or PNG file; null for anything else. */
export function paperMime(content: Uint8Array): string | null {
  return beginnings.find(([, bytes]) => bytes.every((byte, i) => content[i] === byte))?.[0] ?? null;
}
