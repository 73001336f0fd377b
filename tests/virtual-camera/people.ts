/** The invented people: drawn faces chosen so that detectors find them and embeddings tell them apart. */
import type { FaceConfig } from 'facesjs';
import sharp from 'sharp';
import { photoSvg } from './drawing.ts';
import chosen from './people.json' with { type: 'json' };

export type Person = { id: string; gender: 'male' | 'female'; face: FaceConfig };

// The file is written by choose-people.ts from values of these types; JSON import widens them.
const people = chosen as unknown as Person[];

/** All people there are, in a lasting order. */
export function everyone(): readonly Person[] {
  return people;
}

/** The person of an id; throws when there is none. */
export function personById(id: string): Person {
  const person = people.find((p) => p.id === id);
  if (!person) throw new Error(`no person ${id}: there are ${people.map((p) => p.id).join(', ')}`);
  return person;
}

const grounds = ['#dfe4e8', '#e9e4da', '#d5dfd8', '#e6dfe6', '#f0f0ee'];

/**
 * An enrolment photo (JPEG, 1280x720, the face about 150 px high). `variant` (0, 1, 2 …) changes place, size and ground
 * a little, as photos of the same person taken at different times differ.
 */
export async function renderPhoto(personId: string, options: { variant?: number } = {}): Promise<Buffer> {
  const variant = options.variant ?? 0;
  const svg = photoSvg(personById(personId).face, grounds[variant % grounds.length] ?? '#dfe4e8', {
    faceHeight: 150 + 9 * (((variant * 2) % 5) - 2) * Math.min(1, variant),
    centreX: 640 + 37 * (((variant * 3) % 5) - 2) * Math.min(1, variant),
    centreY: 300 + 14 * ((variant % 3) - 1) * Math.min(1, variant),
  });
  return sharp(Buffer.from(svg)).jpeg({ quality: 88 }).toBuffer();
}
