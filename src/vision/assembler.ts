/**
 * The little of WebAssembly's binary format that the loops of this folder are assembled with, instruction by
 * instruction: JavaScript has no vector instructions, and one loop is not worth another tool chain.
 */

export const [i32, v128] = [0x7f, 0x7b];
export const pageBytes = 65_536;

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

export const get = (local: number) => [0x20, local];
export const set = (local: number) => [0x21, local];
export const tee = (local: number) => [0x22, local];
export const constant = (value: number) => [0x41, ...signed(value)];
export const vector = (opcode: number) => [0xfd, ...unsigned(opcode)];
/** Loads 16 bytes; the address on the stack needs no alignment. */
export const load = (offset: number) => [...vector(0x00), 0, ...unsigned(offset)];
export const zero = [...vector(0x0c), ...Array.from({ length: 16 }, () => 0)];
export const addInteger = 0x6a;
/** The type of a block that leaves nothing on the stack, and its end. */
export const [empty, end] = [0x40, 0x0b];

/** A function that returns nothing, by its parameters, further locals and instructions. */
export type Loop = { parameters: number[]; locals: number[]; code: number[] };

/** A module that imports `host.memory` and exports one function. */
export function compileLoop(name: string, { parameters, locals, code }: Loop): WebAssembly.Module {
  const section = (id: number, content: number[]) => [id, ...unsigned(content.length), ...content];
  const text = (value: string) => [value.length, ...Buffer.from(value, 'latin1')];
  const body = [locals.length, ...locals.flatMap((type) => [1, type]), ...code, end];
  return new WebAssembly.Module(
    Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [1, 0x60, parameters.length, ...parameters, 0]),
      ...section(2, [1, ...text('host'), ...text('memory'), 0x02, 0x00, 0]),
      ...section(3, [1, 0]),
      ...section(7, [1, ...text(name), 0x00, 0]),
      ...section(10, [1, ...unsigned(body.length), ...body]),
    ]),
  );
}
