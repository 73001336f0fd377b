/**
 * Measures the people as the product will see them: `npx tsx tests/virtual-camera/check-people.ts`. Renders and encodes
 * one passage of each, decodes it, and prints how often which detector finds the face, how far the person is from their
 * own photos and from everybody else's, and the pair that is nearest. One line of JSON.
 */
import { spawn } from 'node:child_process';
import os from 'node:os';
import sharp from 'sharp';
import { toAnnexB } from './access-units.ts';
import type { AccessUnit } from './access-units.ts';
import { distance, loadJudge } from './detectors.ts';
import { everyone, renderPhoto } from './people.ts';
import { openRenderer } from './renderer.ts';
import type { Renderer } from './renderer.ts';
import { cameraScript } from './script.ts';

const size = { width: 1280, height: 720 };
const fps = 10;

/** Decodes encoded pictures and gives every n-th as PNG, beginning with a given one. */
export async function decodePictures(units: AccessUnit[], every: number, first = 0): Promise<Buffer[]> {
  const filter = `select='gte(n,${first})*not(mod(n-${first},${every}))'`;
  const output = ['-vf', filter, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const ffmpeg = spawn('ffmpeg', ['-loglevel', 'error', '-f', 'h264', '-i', 'pipe:0', ...output], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  ffmpeg.stdin.end(toAnnexB(units));
  const chunks: Buffer[] = [];
  for await (const chunk of ffmpeg.stdout as AsyncIterable<Buffer>) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const frameBytes = size.width * size.height * 3;
  return Promise.all(
    Array.from({ length: raw.length / frameBytes }, (_, i) =>
      sharp(raw.subarray(i * frameBytes, (i + 1) * frameBytes), { raw: { ...size, channels: 3 } })
        .png({ compressionLevel: 1 })
        .toBuffer(),
    ),
  );
}

/** The pictures of four seconds in which the people walk past. */
export async function renderPassage(renderer: Renderer, ids: string[]): Promise<AccessUnit[]> {
  const startAt = '2026-11-23T01:00:00Z';
  const script = cameraScript.parse({
    startAt,
    passages: [{ at: 0, people: ids.map((id) => ({ id })), seconds: 4 }],
  });
  const units: AccessUnit[] = [];
  const from = Date.parse(startAt) / 1000;
  await renderer.render(script, from, from + 4, (_, { main }) => units.push(...main));
  return units;
}

export const rendererOptions = {
  ...size,
  fps,
  sub: null,
  timeZone: 'Asia/Ho_Chi_Minh',
  clockOffsetSeconds: 0,
};

async function main(): Promise<void> {
  os.setPriority(19);
  const judge = await loadJudge();
  const renderer = await openRenderer(rendererOptions);
  const detectors = { tiny416: { tiny: 416 }, tiny608: { tiny: 608 }, ssd: 'ssd' } as const;
  const photos = new Map<string, Float32Array[]>();
  const seen = new Map<string, Float32Array[]>();
  const found: Record<string, Record<string, string>> = {};
  for (const { id } of everyone()) {
    const own: Float32Array[] = [];
    for (const variant of [0, 1, 2]) {
      for (const detector of ['ssd', { tiny: 416 }] as const) {
        const faces = await judge.faces(await renderPhoto(id, { variant }), detector);
        own.push(...faces.map(({ embedding }) => embedding));
        if (faces.length !== 1)
          console.error(`${id} photo ${variant}: ${faces.length} faces, ${JSON.stringify(detector)}`);
      }
    }
    photos.set(id, own);
    const pictures = await decodePictures(await renderPassage(renderer, [id]), 5);
    const embeddings: Float32Array[] = [];
    found[id] = {};
    for (const [name, detector] of Object.entries(detectors)) {
      const scores: string[] = [];
      for (const picture of pictures) {
        const faces = await judge.faces(picture, detector);
        scores.push(faces.map(({ score }) => score.toFixed(2).slice(1)).join('+') || '-');
        embeddings.push(...faces.map(({ embedding }) => embedding));
      }
      found[id][name] = scores.join(' ');
    }
    seen.set(id, embeddings);
    console.error(id, JSON.stringify(found[id]));
  }
  const nearestTo = (embedding: Float32Array, id: string): number =>
    Math.min(...(photos.get(id) ?? []).map((photo) => distance(photo, embedding)));
  let ownFarthest = 0;
  let otherNearest = { distance: Infinity, pair: '' };
  for (const [id, embeddings] of seen) {
    ownFarthest = Math.max(ownFarthest, ...embeddings.map((e) => nearestTo(e, id)));
    for (const other of photos.keys()) {
      if (other === id) continue;
      const nearest = Math.min(...embeddings.map((e) => nearestTo(e, other)));
      if (nearest < 0.52) console.error(`${id} seen like photos of ${other}: ${nearest.toFixed(3)}`);
      if (nearest < otherNearest.distance) otherNearest = { distance: nearest, pair: `${id} ${other}` };
    }
  }
  console.log(JSON.stringify({ people: photos.size, ownFarthest, otherNearest }));
}

if (process.argv[1]?.endsWith('check-people.ts')) await main();
