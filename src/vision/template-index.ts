import { createKernel, type DistanceKernel } from './distance-kernel.ts';
import type { Embedding } from './types.ts';

const dimension = 128;
const largestCode = 127;

/** Room for the rounding of 32-bit sums, so that no bound cuts off a true neighbour. */
const rounding = 1e-5;

function squaredDistance(values: Float32Array, at: number, probe: Embedding): number {
  let [s0, s1] = [0, 0];
  for (let k = 0; k < dimension; k += 2, at += 2) {
    const d0 = values[at]! - probe[k]!;
    const d1 = values[at + 1]! - probe[k + 1]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
  }
  return s0 + s1;
}

/** A person by its number, and how far it is. */
export type Neighbour = { person: number; distance: number };

/** Keeps the `count` nearest neighbours, nearest first; of equal ones the first offered. */
class Nearest {
  readonly list: Neighbour[] = [];
  readonly #count: number;
  /** Beyond this nothing is kept any more. */
  limit = Infinity;

  constructor(count: number) {
    this.#count = count;
  }

  offer(person: number, distance: number): void {
    if (distance >= this.limit) return;
    let place = this.list.length;
    while (place > 0 && this.list[place - 1]!.distance > distance) place--;
    this.list.splice(place, 0, { person, distance });
    if (this.list.length > this.#count) this.list.pop();
    if (this.list.length === this.#count) this.limit = this.list[this.#count - 1]!.distance;
  }
}

/** Writes `from` in units of `unit` into `codes`; returns how far the codes are from the true numbers. */
function encode(from: ArrayLike<number>, unit: number, codes: Int8Array | Int16Array, at = 0): number {
  let squares = 0;
  for (let k = 0; k < dimension; k++) {
    const value = from[k]!;
    const code = Math.max(-largestCode, Math.min(largestCode, Math.round(value / unit)));
    codes[at + k] = code;
    squares += (value - code * unit) ** 2;
  }
  return Math.sqrt(squares);
}

/**
 * Embeddings laid out person after person, once exactly and once in 8 bits. A search scans the 8-bit copy; since it is
 * known how far each copy is from the truth, only the few people who could be among the nearest are compared exactly.
 * The answer is that of comparing everybody.
 */
export class TemplateIndex {
  readonly #values: Float32Array;
  /** Templates of person `p` are numbers `first[p]` to `first[p + 1] - 1`. */
  readonly #first: Int32Array;
  readonly #kernel: DistanceKernel;
  readonly #unit: number;
  /** The largest distance between an embedding and its 8-bit copy. */
  readonly #error: number;

  private constructor(values: Float32Array, first: Int32Array) {
    this.#values = values;
    this.#first = first;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    this.#unit = largest > 0 ? largest / largestCode : 1;
    this.#kernel = createKernel(values.length / dimension);
    let error = 0;
    for (let at = 0; at < values.length; at += dimension) {
      const one = values.subarray(at, at + dimension);
      error = Math.max(error, encode(one, this.#unit, this.#kernel.codes, at));
    }
    this.#error = error;
  }

  /** @param owners for every embedding the number of its person; numbers run from 0 without gaps. */
  static build(embeddings: readonly Embedding[], owners: readonly number[]): TemplateIndex {
    const people = owners.reduce((most, owner) => Math.max(most, owner + 1), 0);
    const first = new Int32Array(people + 1);
    for (const owner of owners) first[owner + 1]!++;
    for (let p = 0; p < people; p++) first[p + 1]! += first[p]!;
    const next = first.slice();
    const values = new Float32Array(embeddings.length * dimension);
    embeddings.forEach((embedding, i) => values.set(embedding, next[owners[i] ?? 0]!++ * dimension));
    return new TemplateIndex(values, first);
  }

  #distanceTo(person: number, probe: Embedding): number {
    let smallest = Infinity;
    const end = this.#first[person + 1]! * dimension;
    for (let at = this.#first[person]! * dimension; at < end; at += dimension)
      smallest = Math.min(smallest, squaredDistance(this.#values, at, probe));
    return Math.sqrt(smallest);
  }

  /** To every person: the distance of its nearest template. */
  distances(probe: Embedding): Float64Array {
    const all = new Float64Array(this.#first.length - 1);
    for (let person = 0; person < all.length; person++) all[person] = this.#distanceTo(person, probe);
    return all;
  }

  /** For every person the squared 8-bit distance of its nearest template. */
  #roughly(): Int32Array {
    this.#kernel.scan();
    const { squared } = this.#kernel;
    const first = this.#first;
    const people = first.length - 1;
    const rough = new Int32Array(people);
    for (let person = 0, t = 0; person < people; person++) {
      let smallest = squared[t++]!;
      for (const end = first[person + 1]!; t < end; t++) if (squared[t]! < smallest) smallest = squared[t]!;
      rough[person] = smallest;
    }
    return rough;
  }

  /** The `count` nearest people, nearest first. */
  search(probe: Embedding, count: number): Neighbour[] {
    const slack = encode(probe, this.#unit, this.#kernel.probe) + this.#error + rounding;
    const rough = this.#roughly();
    const likely = new Nearest(count);
    for (let person = 0; person < rough.length; person++) likely.offer(person, rough[person]!);
    // The nearest by the copies set a limit; nobody beyond it and the copies' error can be nearer.
    let limit = 0;
    for (const { person } of likely.list) limit = Math.max(limit, this.#distanceTo(person, probe));
    const farthestCode = ((limit + slack) / this.#unit) ** 2;
    const found = new Nearest(count);
    for (let person = 0; person < rough.length; person++)
      if (rough[person]! <= farthestCode) found.offer(person, this.#distanceTo(person, probe));
    return found.list;
  }

  /** Overwrites the numbers, so that no face is left in memory. */
  erase(): void {
    this.#values.fill(0);
    this.#kernel.codes.fill(0);
    this.#kernel.probe.fill(0);
  }
}
