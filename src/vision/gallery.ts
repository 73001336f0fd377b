import type { Embedding } from './types.ts';

/** One enrolled picture's embedding. */
export type Template = { employeeId: string; templateId: string; modelId: string; embedding: Embedding };

export type Candidate = { employeeId: string; distance: number };

const dimension = 128;

/**
 * The enrolled faces in memory: all embeddings of one model in a row, searched exactly. Templates of another model are
 * left out, because their numbers mean something else.
 */
export class Gallery {
  readonly modelId: string;
  #values: Float32Array;
  #templateIds: string[] = [];
  /** For every template the place of its person in `#people`. */
  #owners: Int32Array;
  #people: string[] = [];
  #places = new Map<string, number>();
  #lookAlikes: Set<string>;

  /**
   * @param templates in any order; several for one person are its exemplars
   * @param lookAlikes people registered as twins or look-alikes: never named without a reviewer
   */
  constructor(modelId: string, templates: Iterable<Template> = [], lookAlikes: Iterable<string> = []) {
    this.modelId = modelId;
    this.#values = new Float32Array(0);
    this.#owners = new Int32Array(0);
    this.#lookAlikes = new Set(lookAlikes);
    this.add(templates);
  }

  /** Number of templates held. */
  get size(): number {
    return this.#templateIds.length;
  }

  /** Number of people with at least one template. */
  get peopleCount(): number {
    return this.#people.length;
  }

  has(employeeId: string): boolean {
    return this.#places.has(employeeId);
  }

  /** True for people whose name always needs a reviewer. */
  isLookAlike(employeeId: string): boolean {
    return this.#lookAlikes.has(employeeId);
  }

  /** Adds templates; one that is already held (same id) or belongs to another model is skipped. */
  add(templates: Iterable<Template>): void {
    const held = new Set(this.#templateIds);
    const fresh: Template[] = [];
    for (const template of templates) {
      const fits = template.modelId === this.modelId && template.embedding.length === dimension;
      if (!fits || held.has(template.templateId)) continue;
      held.add(template.templateId);
      fresh.push(template);
    }
    if (fresh.length === 0) return;
    const count = this.size;
    const values = new Float32Array((count + fresh.length) * dimension);
    const owners = new Int32Array(count + fresh.length);
    values.set(this.#values);
    owners.set(this.#owners);
    fresh.forEach((template, i) => {
      values.set(template.embedding, (count + i) * dimension);
      owners[count + i] = this.#placeOf(template.employeeId);
      this.#templateIds.push(template.templateId);
    });
    this.#values = values;
    this.#owners = owners;
  }

  /** Forgets everything about the given people. */
  removeEmployees(employeeIds: Iterable<string>): void {
    const leaving = new Set(employeeIds);
    this.#keep((i) => !leaving.has(this.#people[this.#owners[i] ?? -1] ?? ''));
  }

  /** Forgets single templates. */
  removeTemplates(templateIds: Iterable<string>): void {
    const leaving = new Set(templateIds);
    this.#keep((i) => !leaving.has(this.#templateIds[i] ?? ''));
  }

  /**
   * Distance of the embedding to every person (to that person's nearest template), in the order of `people()`.
   * Exact; one pass over all templates.
   */
  distances(embedding: Embedding): Float64Array {
    const nearest = new Float64Array(this.#people.length).fill(Infinity);
    const values = this.#values;
    const count = this.size;
    for (let i = 0, at = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < dimension; k++) {
        const difference = values[at++]! - embedding[k]!;
        sum += difference * difference;
      }
      const owner = this.#owners[i]!;
      if (sum < nearest[owner]!) nearest[owner] = sum;
    }
    return nearest.map(Math.sqrt);
  }

  /** The people, in the order of `distances`. */
  people(): readonly string[] {
    return this.#people;
  }

  /** The `count` nearest people, nearest first. */
  search(embedding: Embedding, count = 3): Candidate[] {
    return nearest(this.#people, this.distances(embedding), count);
  }

  #placeOf(employeeId: string): number {
    const known = this.#places.get(employeeId);
    if (known !== undefined) return known;
    this.#places.set(employeeId, this.#people.length);
    this.#people.push(employeeId);
    return this.#people.length - 1;
  }

  #keep(stays: (template: number) => boolean): void {
    const kept: Template[] = [];
    for (let i = 0; i < this.size; i++) {
      if (!stays(i)) continue;
      kept.push({
        employeeId: this.#people[this.#owners[i] ?? -1] ?? '',
        templateId: this.#templateIds[i] ?? '',
        modelId: this.modelId,
        embedding: this.#values.slice(i * dimension, (i + 1) * dimension),
      });
    }
    // The old numbers are overwritten, so that a removed face is not left in memory until it is reused.
    this.#values.fill(0);
    this.#values = new Float32Array(0);
    this.#owners = new Int32Array(0);
    this.#templateIds = [];
    this.#people = [];
    this.#places.clear();
    this.add(kept);
  }
}

/** The `count` smallest distances with their people, nearest first. */
export function nearest(people: readonly string[], distances: Float64Array, count: number): Candidate[] {
  const best: Candidate[] = [];
  for (let i = 0; i < people.length; i++) {
    const distance = distances[i] ?? Infinity;
    const last = best[best.length - 1];
    if (best.length === count && last && distance >= last.distance) continue;
    let place = best.length;
    while (place > 0 && best[place - 1]!.distance > distance) place--;
    best.splice(place, 0, { employeeId: people[i] ?? '', distance });
    if (best.length > count) best.pop();
  }
  return best;
}

/** Photos of two people are at least this far apart, nearly always; nearer ones are looked at by a person. */
export const collisionDistance = 0.45;

/**
 * Whether a photo enrolled for `employeeId` looks like somebody else: the nearest other person within
 * `collisionDistance` who is also nearer than the employee's own pictures; null when there is none.
 */
export function collision(gallery: Gallery, embedding: Embedding, employeeId: string): Candidate | null {
  const distances = gallery.distances(embedding);
  const people = gallery.people();
  const own = distances[people.indexOf(employeeId)] ?? Infinity;
  const [other] = nearest(people, distances, 2).filter((candidate) => candidate.employeeId !== employeeId);
  return other && other.distance <= collisionDistance && other.distance < own ? other : null;
}
