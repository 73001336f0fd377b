import { distanceBetween } from './embed.ts';
import { defaultThresholds, type Thresholds } from './thresholds.ts';
import type { Embedding } from './types.ts';

/** A reference as the look at the gallery needs it. */
export type Reference = {
  templateId: string;
  employeeId: string;
  /** Made of a photo, or learnt from a face at a door that a reviewer confirmed. */
  source: 'photo' | 'door';
  /** Epoch ms: when it was taken in. */
  createdAt: number;
  embedding: Embedding;
};

/** What may be wrong with a person's references; `templateId` null: with all of them together. */
export type HealthFinding = {
  kind: 'poisoned' | 'dragging' | 'ageing' | 'single' | 'scattered' | 'alike';
  employeeId: string;
  templateId: string | null;
  /** Whom it is like. */
  otherId: string | null;
  /** To the nearest other reference of the same person; null when there is none. */
  own: number | null;
  /** To the nearest reference of `otherId`. */
  other: number | null;
  ageDays: number | null;
};

export type HealthRules = {
  /** A reference nearer to somebody else than to its own is poisoned only within this; farther ones name nobody. */
  nearOther: number;
  /** Two people nearer than this are hard to tell apart; a lone reference this near to somebody is poisoned. */
  collision: number;
  /** A person's reference farther than this from all their others would not be found by them. */
  farFromOwn: number;
  ageingYears: number;
};

/**
 * `nearOther` is where nothing is like anybody any more (neither a name nor a review comes of it), `farFromOwn` the same
 * seen from the person, `collision` the limit at which an enrolment is refused. Three years: faces change slowly, and an
 * office can ask for new photos with the yearly review of its staff; a habit, not a measurement.
 */
export function healthRules({ accept, review }: Pick<Thresholds, 'accept' | 'review'>): HealthRules {
  return { nearOther: review, collision: accept, farFromOwn: review, ageingYears: 3 };
}

const dayMs = 86_400_000;
const yearDays = 365;
const same = 1e-6;

type Near = { own: number | null; other: number | null; otherId: string | null };

/**
 * Looks at all references of one model. Poisoned ones are taken out one after the other, the worst first, and the rest is
 * looked at again without them: a wrong photo in somebody's file makes the photos of the person it really shows look
 * wrong as well, until it is gone. Two lone references that are each other's are both taken out: nobody knows whose it is.
 *
 * @param pairs people registered as look-alikes, `pairKey` of both: their references may be near to each other.
 * @param now epoch ms
 * @returns findings in the order of the references; compares all with all, in steps of one reference each.
 */
export function* galleryHealth(
  references: readonly Reference[],
  pairs: ReadonlySet<string>,
  now: number,
  rules: HealthRules = healthRules(defaultThresholds),
): Generator<void, HealthFinding[]> {
  const table = new DistanceTable(references, pairs);
  for (let i = 0; i < references.length; i++) {
    table.compare(i);
    yield;
  }
  const poisoned = yield* takeOutPoisoned(references, table, rules);
  const findings = [...poisoned.values()];
  const people = new Map<string, number[]>();
  references.forEach(({ employeeId }, i) => people.set(employeeId, [...(people.get(employeeId) ?? []), i]));
  const alike = new Set<string>();
  for (const [employeeId, all] of people) {
    const left = all.filter((i) => !poisoned.has(i));
    for (const i of left) findings.push(...aboutReference(references, i, table, now, rules));
    findings.push(...aboutPerson(employeeId, left, table, alike, rules));
    yield;
  }
  return findings;
}

/** Both ids in one order, so that a pair has one key. */
export function pairKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

function* takeOutPoisoned(
  references: readonly Reference[],
  table: DistanceTable,
  rules: HealthRules,
): Generator<void, Map<number, HealthFinding>> {
  const poisoned = new Map<number, HealthFinding>();
  for (;;) {
    let worst = 0;
    let found: [number, Near][] = [];
    for (let i = 0; i < references.length; i++) {
      if (poisoned.has(i)) continue;
      const near = table.near(i);
      if (near.other === null || near.other > rules.nearOther) continue;
      // A lone reference is poisoned when an enrolment as near to somebody would be refused.
      const excess = (near.own ?? rules.collision) - near.other;
      if (excess <= 0 || excess < worst - same) continue;
      if (excess > worst + same) found = [];
      worst = Math.max(worst, excess);
      found.push([i, near]);
    }
    if (found.length === 0) return poisoned;
    for (const [i, near] of found) {
      poisoned.set(i, findingOf(references, i, 'poisoned', near));
      table.takeOut(i);
    }
    yield;
  }
}

function findingOf(
  references: readonly Reference[],
  i: number,
  kind: HealthFinding['kind'],
  { own, other, otherId }: Near,
): HealthFinding {
  const { employeeId, templateId } = references[i]!;
  return { kind, employeeId, templateId, otherId, own, other, ageDays: null };
}

/** Who happens to be nearest does not matter here, and changes from night to night. */
const noOther = { other: null, otherId: null };

function aboutReference(
  references: readonly Reference[],
  i: number,
  table: DistanceTable,
  now: number,
  rules: HealthRules,
): HealthFinding[] {
  const { source, createdAt } = references[i]!;
  const near = table.near(i);
  const findings: HealthFinding[] = [];
  const photo = source === 'door' ? table.nearestPhoto(i) : null;
  // Learnt at a door, it must stay like the photos it was learnt beside, or it draws the person towards somebody else.
  if (source === 'door' && (photo === null || photo > rules.farFromOwn || photo > (near.other ?? Infinity)))
    findings.push(findingOf(references, i, 'dragging', { ...noOther, own: photo }));
  else if (near.own !== null && near.own > rules.farFromOwn)
    findings.push(findingOf(references, i, 'scattered', { ...noOther, own: near.own }));
  const ageDays = Math.floor((now - createdAt) / dayMs);
  if (ageDays > rules.ageingYears * yearDays)
    findings.push({ ...findingOf(references, i, 'ageing', { ...noOther, own: near.own }), ageDays });
  return findings;
}

function aboutPerson(
  employeeId: string,
  left: readonly number[],
  table: DistanceTable,
  alike: Set<string>,
  rules: HealthRules,
): HealthFinding[] {
  const whole = { employeeId, templateId: null, otherId: null, own: null, other: null, ageDays: null };
  const findings: HealthFinding[] = left.length === 1 ? [{ ...whole, kind: 'single' }] : [];
  for (const i of left) {
    const { other, otherId } = table.near(i);
    if (other === null || otherId === null || other > rules.collision) continue;
    const key = pairKey(employeeId, otherId);
    if (alike.has(key)) continue;
    alike.add(key);
    // Always told of the same one of the two, so that it is the same finding every night.
    const [first = '', second = ''] = [employeeId, otherId].sort();
    findings.push({ ...whole, kind: 'alike', employeeId: first, otherId: second, other });
  }
  return findings;
}

/** How many of the nearest references of others are remembered, so that taking some out needs no new comparison. */
const remembered = 6;

/** The distances that matter: to all of the own references, and to the nearest ones of others. */
class DistanceTable {
  readonly #references: readonly Reference[];
  readonly #pairs: ReadonlySet<string>;
  readonly #own: { at: number; distance: number }[][] = [];
  readonly #others: { at: number; distance: number }[][] = [];
  readonly #out = new Set<number>();

  constructor(references: readonly Reference[], pairs: ReadonlySet<string>) {
    this.#references = references;
    this.#pairs = pairs;
  }

  compare(i: number): void {
    const { employeeId, embedding } = this.#references[i]!;
    const [own, others]: { at: number; distance: number }[][] = [[], []];
    for (let at = 0; at < this.#references.length; at++) {
      const there = this.#references[at]!;
      if (at === i || this.#out.has(at)) continue;
      const isOwn = there.employeeId === employeeId;
      if (!isOwn && this.#pairs.size > 0 && this.#pairs.has(pairKey(employeeId, there.employeeId))) continue;
      const distance = distanceBetween(embedding, there.embedding);
      if (isOwn) own!.push({ at, distance });
      else insert(others!, { at, distance });
    }
    this.#own[i] = own!.sort((a, b) => a.distance - b.distance);
    this.#others[i] = others!;
  }

  takeOut(i: number): void {
    this.#out.add(i);
  }

  near(i: number): Near {
    const own = this.#own[i]?.find(({ at }) => !this.#out.has(at));
    let others = this.#others[i]?.filter(({ at }) => !this.#out.has(at)) ?? [];
    if (others.length === 0 && (this.#others[i]?.length ?? 0) === remembered) {
      this.compare(i);
      others = this.#others[i] ?? [];
    }
    const [other] = others;
    return {
      own: own?.distance ?? null,
      other: other?.distance ?? null,
      otherId: other === undefined ? null : this.#references[other.at]!.employeeId,
    };
  }

  /** To the nearest photo of the same person; null when there is none. */
  nearestPhoto(i: number): number | null {
    const photo = this.#own[i]?.find(
      ({ at }) => !this.#out.has(at) && this.#references[at]!.source === 'photo',
    );
    return photo?.distance ?? null;
  }
}

function insert(nearest: { at: number; distance: number }[], one: { at: number; distance: number }): void {
  if (nearest.length === remembered && one.distance >= nearest[remembered - 1]!.distance) return;
  let place = nearest.length;
  while (place > 0 && nearest[place - 1]!.distance > one.distance) place--;
  nearest.splice(place, 0, one);
  if (nearest.length > remembered) nearest.pop();
}
