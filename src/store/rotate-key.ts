import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { audit } from './audit.ts';
import { keepRetired, newKey, readKeyRing, sealingKey, writeKeyRing, type KeyRing } from './key-ring.ts';
import { countSealed, resealAll, type Resealed, type Sealed } from './reseal.ts';

export type KeyWork = Sealed & {
  keyFile: string;
  /** For the audit log. */
  actor: string;
  /** Tells people how far it is. */
  say: (line: string) => void;
  /** How long running processes may take to find a changed key file. */
  patienceMs?: number;
};

const aliveMs = 17_000;
const askEveryMs = 500;
/** A pass finds what was written while the one before ran; the second one finds nothing, unless something is wrong. */
const passes = 4;

const beatKeys = z.object({ keys: z.string(), sealing: z.string() });

/**
 * Replaces the key that seals. A new key first becomes known to every running process, then all seal with it, then
 * everything stored is sealed anew. A rotation that broke off is taken up where it was. The old key stays on the ring
 * until `retireKey`.
 *
 * @throws AppError `conflict` naming processes that do not take up the key file, or values that no key opens; when the
 * database is not the one of the pictures.
 */
export async function rotateKey(work: KeyWork): Promise<{ from: string; to: string } & Resealed> {
  const { prisma, secrets, keyFile, actor, say } = work;
  await requireOwnPictures(work);
  const from = sealingKey(readKeyRing(keyFile)).id;
  const to = await introduceKey(work);
  await untilProcesses(work, `know key ${to}`, ({ keys }) => keys.split(' ').includes(to));
  const ring = readKeyRing(keyFile);
  if (ring.some(({ next }) => next)) {
    writeKeyRing(
      keyFile,
      ring.map((it) => (it.id === to ? { ...it, next: false } : it)),
    );
    await audit(prisma, { actor, action: 'key.seal', subject: `key:${to}`, detail: { before: from } });
  }
  await untilProcesses(work, `seal with key ${to}`, ({ sealing }) => sealing === to);
  // This process, too.
  await until(() => secrets.keys().sealing === to, work.patienceMs);
  const done = await resealEverything(work);
  const detail = { values: done.values, files: done.files, unreadable: done.unreadable.length };
  await audit(prisma, { actor, action: 'key.rotate', subject: `key:${to}`, detail });
  say(`Sealed anew with key ${to}: ${done.values} values, ${done.files} files.`);
  if (done.unreadable.length > 0)
    throw new AppError(
      'conflict',
      `No key opens ${done.unreadable.length} of them, or they were altered; they were left as they are:\n  ` +
        done.unreadable.slice(0, 20).join('\n  '),
    );
  return { from, to, ...done };
}

/** The key to go over to: one that a rotation before brought in and did not finish with, else a new one. */
async function introduceKey(work: KeyWork): Promise<string> {
  const { prisma, keyFile, actor, say } = work;
  const ring = readKeyRing(keyFile);
  const begun = ring.find(({ next }) => next) ?? (await unfinished(work, ring));
  if (begun !== undefined) {
    say(`The rotation to key ${begun.id} was begun before; it goes on.`);
    return begun.id;
  }
  const key = newKey(true);
  writeKeyRing(keyFile, [...ring, key]);
  await audit(prisma, { actor, action: 'key.add', subject: `key:${key.id}` });
  say(`Key ${key.id} was made.`);
  return key.id;
}

/** The sealing key, when something that an older one on the ring opens is still to be sealed with it. */
async function unfinished(work: KeyWork, ring: KeyRing) {
  const sealing = sealingKey(ring);
  const counts = await countSealed(work);
  return ring.some(({ id }) => id !== sealing.id && counts.has(id)) ? sealing : undefined;
}

async function resealEverything(work: KeyWork): Promise<Resealed> {
  const total: Resealed = { values: 0, files: 0, unreadable: [] };
  for (let pass = 0; pass < passes; pass++) {
    const { values, files, unreadable } = await resealAll(work, (done) =>
      work.say(`${total.values + done.values} values, ${total.files + done.files} files …`),
    );
    total.values += values;
    total.files += files;
    total.unreadable = unreadable;
    if (values + files === 0) break;
  }
  return total;
}

/**
 * Takes a key off the ring, when nothing is sealed with it any more. It is kept in a file beside the ring, which no
 * process reads: backups from before need it.
 *
 * @returns the name of that file.
 * @throws AppError `not_found`; `conflict` while it seals, or something is sealed with it; when the database is not the
 * one of the pictures.
 */
export async function retireKey(work: KeyWork, id: string): Promise<string> {
  const { prisma, keyFile, actor } = work;
  await requireOwnPictures(work);
  const ring = readKeyRing(keyFile);
  const retired = ring.find((it) => it.id === id);
  if (retired === undefined) throw new AppError('not_found', `There is no key ${id} on the ring.`);
  if (sealingKey(ring).id === id)
    throw new AppError('conflict', `Key ${id} seals what is stored now; rotate first.`);
  await untilProcesses(work, `have stopped sealing with key ${id}`, ({ sealing }) => sealing !== id);
  const left = (await countSealed(work)).get(id);
  if (left !== undefined)
    throw new AppError(
      'conflict',
      `${left.values} values and ${left.files} files are still sealed with key ${id}; run \`key rotate\` to the end.`,
    );
  const kept = keepRetired(keyFile, retired);
  writeKeyRing(
    keyFile,
    ring.filter((it) => it.id !== id),
  );
  await audit(prisma, { actor, action: 'key.retire', subject: `key:${id}` });
  return kept;
}

/** So many files tell whose the folder is: a few may have lost their rows, not all of them. */
const filesAsked = 100;

/**
 * A database that was named by mistake, or made anew because none was named, holds nothing sealed: beside it every key
 * would seem to be needed no more.
 */
async function requireOwnPictures({ prisma, evidence }: KeyWork): Promise<void> {
  const ids: string[] = [];
  for await (const id of evidence.ids()) if (ids.push(id) === filesAsked) break;
  if (ids.length === 0 || (await prisma.evidence.count({ where: { id: { in: ids } } })) > 0) return;
  throw new AppError(
    'conflict',
    'This database does not know the pictures of this folder; is DATABASE_URL set as it is for the service?',
  );
}

/** Waits until every process that shows signs of life says so of its keys. */
async function untilProcesses(
  { prisma, patienceMs }: KeyWork,
  what: string,
  holds: (keys: z.output<typeof beatKeys>) => boolean,
): Promise<void> {
  let late: string[] = [];
  const all = async (): Promise<boolean> => {
    const seenAt = { gte: new Date(Date.now() - aliveMs) };
    const beats = await prisma.processHeartbeat.findMany({ where: { seenAt } });
    late = beats
      .filter(({ detail }) => {
        const told = beatKeys.safeParse(detail);
        return !told.success || !holds(told.data);
      })
      .map(({ role, host, pid }) => `${role} on ${host} (process ${pid})`);
    return late.length === 0;
  };
  if (!(await until(all, patienceMs)))
    throw new AppError(
      'conflict',
      `These processes do not ${what} yet; give their machines the same key file and run this again: ${late.join(', ')}`,
    );
}

async function until(holds: () => boolean | Promise<boolean>, patienceMs = 60_000): Promise<boolean> {
  for (const end = Date.now() + patienceMs; ;) {
    if (await holds()) return true;
    if (Date.now() >= end) return false;
    await sleep(askEveryMs);
  }
}
