import { hash, verify } from '@node-rs/argon2';

/** Argon2id with OWASP's first recommendation of memory and passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), cost);
}

let decoy: Promise<string> | undefined;

/**
 * True when the password fits the stored hash. With no hash (an unknown user) the same work is done in vain, so that
 * the time of the answer does not tell which user names exist.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const against = stored ?? (await (decoy ??= hashPassword('no account has this password')));
  const fits = await verify(against, password.normalize('NFC'));
  return stored !== null && fits;
}
