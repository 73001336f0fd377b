import { TemplateIndex } from './template-index.ts';
import type { Thresholds } from './thresholds.ts';
import type { Embedding } from './types.ts';

/** One enrolled picture's embedding. */
export type Template = { employeeId: string; templateId: string; modelId: string; embedding: Embedding };

export type Candidate = { employeeId: string; distance: number };

const dimension = 128;

/**
 * The enrolled faces in memory: all embeddings of one model, searched exactly. Templates of another model are left
 * out, because their numbers mean something else.
 */
export class Gallery {
  readonly modelId: string;
  /** By template id; the order of insertion is the order in the index. */
  #templates = new Map<string, Template>();
  #people: string[] = [];
  #places = new Map<string, number>();
  #lookAlikes: Set<string>;
  #index = TemplateIndex.build([], []);

  /**
   * @param templates in any order; several for one person are its exemplars
   * @param lookAlikes people registered as twins or look-alikes: never named without a reviewer
   */
  constructor(modelId: string, templates: Iterable<Template> = [], lookAlikes: Iterable<string> = []) {
    this.modelId = modelId;
    this.#lookAlikes = new Set(lookAlikes);
    this.add(templates);
  }

  /** Number of templates held. */
  get size(): number {
    return this.#templates.size;
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
    const before = this.size;
    for (const template of templates) {
      const fits = template.modelId === this.modelId && template.embedding.length === dimension;
      if (fits && !this.#templates.has(template.templateId))
        this.#templates.set(template.templateId, template);
    }
    if (this.size > before) this.#rebuild();
  }

  /** Forgets everything about the given people. */
  removeEmployees(employeeIds: Iterable<string>): void {
    const leaving = new Set(employeeIds);
    this.#remove((template) => leaving.has(template.employeeId));
  }

  /** Forgets single templates. */
  removeTemplates(templateIds: Iterable<string>): void {
    const leaving = new Set(templateIds);
    this.#remove((template) => leaving.has(template.templateId));
  }

  /**
   * Makes this the gallery of exactly these templates and look-alikes. What stays is not copied, and what goes is
   * overwritten: no earlier state of the gallery lies in memory with somebody in it who has left.
   */
  update(templates: Iterable<Template>, lookAlikes: Iterable<string>): void {
    this.#lookAlikes = new Set(lookAlikes);
    const wanted = new Set<string>();
    const added: Template[] = [];
    for (const template of templates) {
      wanted.add(template.templateId);
      if (this.#templates.has(template.templateId)) template.embedding.fill(0);
      else added.push(template);
    }
    this.removeTemplates([...this.#templates.keys()].filter((id) => !wanted.has(id)));
    this.add(added);
  }

  /** Distance of the embedding to every person (to that person's nearest template), in the order of `people()`. */
  distances(embedding: Embedding): Float64Array {
    return this.#index.distances(embedding);
  }

  /** The people, in the order of `distances`. */
  people(): readonly string[] {
    return this.#people;
  }

  /** The `count` nearest people, nearest first: exactly those of `distances`, found faster. */
  search(embedding: Embedding, count = 3): Candidate[] {
    return this.#index.search(embedding, count).map(({ person, distance }) => ({
      employeeId: this.#people[person] ?? '',
      distance,
    }));
  }

  #remove(leaves: (template: Template) => boolean): void {
    let changed = false;
    for (const [id, template] of this.#templates) {
      if (!leaves(template)) continue;
      // Overwritten, so that a removed face is not left in memory until that is reused.
      template.embedding.fill(0);
      this.#templates.delete(id);
      changed = true;
    }
    if (changed) this.#rebuild();
  }

  #rebuild(): void {
    this.#index.erase();
    this.#people = [];
    this.#places.clear();
    const owners: number[] = [];
    for (const { employeeId } of this.#templates.values()) {
      const place = this.#places.get(employeeId) ?? this.#people.push(employeeId) - 1;
      this.#places.set(employeeId, place);
      owners.push(place);
    }
    const embeddings = Array.from(this.#templates.values(), (template) => template.embedding);
    this.#index = TemplateIndex.build(embeddings, owners);
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

/** People who may be nearer than is good: more than this many never are. */
const collisionsAsked = 8;

/**
 * Whom a photo of `employeeId` looks like instead: everybody near enough to be named for it (`accept`) who is not
 * clearly farther (`margin`) than the person's own pictures. Nearest first, empty when it may be enrolled.
 *
 * @param own distance to the nearest picture of the person; Infinity when there is none
 */
export function collisions(
  gallery: Gallery,
  embedding: Embedding,
  { employeeId, own }: { employeeId: string; own: number },
  { accept, margin }: Pick<Thresholds, 'accept' | 'margin'>,
): Candidate[] {
  return gallery
    .search(embedding, collisionsAsked)
    .filter((it) => it.employeeId !== employeeId && it.distance <= accept && it.distance - own < margin);
}
