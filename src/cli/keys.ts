import { z } from 'zod';
import { openEvidence } from '../store/evidence.ts';
import { readKeyRing, sealingKey } from '../store/key-ring.ts';
import { countSealed } from '../store/reseal.ts';
import { retireKey, rotateKey, type KeyWork } from '../store/rotate-key.ts';
import { openSecrets } from '../store/secrets.ts';
import { defineCommand, type CommandContext } from './command.ts';
import { actor } from './tokens.ts';

async function keyWork({ prisma, config, say }: CommandContext): Promise<KeyWork> {
  const { keyFile, evidenceDir } = config();
  const secrets = openSecrets(keyFile);
  const evidence = openEvidence(evidenceDir, secrets);
  return { prisma: await prisma(), secrets, evidence, keyFile, actor, say };
}

export const listKeys = defineCommand({
  name: 'key list',
  usage: '',
  summary: 'List the keys by their ids, and how much is sealed with each',
  options: z.object({}),
  run: async (_options, context) => {
    const work = await keyWork(context);
    const ring = readKeyRing(work.keyFile);
    const counts = await countSealed(work);
    for (const { id, next } of ring) {
      const { values, files } = counts.get(id) ?? { values: 0, files: 0 };
      const role = next ? 'next' : id === sealingKey(ring).id ? 'seals' : 'opens';
      context.print([id, role, `${values} values`, `${files} files`].join('\t'));
    }
  },
});

export const rotateKeyCommand = defineCommand({
  name: 'key rotate',
  usage: '',
  summary: 'Make a new key and seal everything with it, while the service runs; goes on where one broke off',
  options: z.object({}),
  run: async (_options, context) => {
    const { from, to } = await rotateKey(await keyWork(context));
    context.print(to);
    if (from !== to) context.say(`Key ${from} is needed no more: \`key retire --key ${from}\`.`);
  },
});

export const retireKeyCommand = defineCommand({
  name: 'key retire',
  usage: '--key ID',
  summary: 'Take an old key off the ring; refused while anything is still sealed with it',
  options: z.object({ key: z.string().regex(/^[0-9a-f]{8}$/) }),
  run: async ({ key }, context) => {
    const kept = await retireKey(await keyWork(context), key);
    context.say(
      `Key ${key} was retired and is kept in ${kept}. Backups from before need it: move it to them, or let both go.`,
    );
  },
});
