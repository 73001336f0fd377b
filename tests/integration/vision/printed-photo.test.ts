import { beforeAll, describe, expect, test } from 'vitest';
import { recogniseCapture, type CaptureResult } from '../../../src/vision/capture.ts';
import { enrolPhoto } from '../../../src/vision/enrol.ts';
import { Gallery } from '../../../src/vision/gallery.ts';
import { defaultThresholds } from '../../../src/vision/thresholds.ts';
import { loadVision, type Vision } from '../../../src/vision/vision.ts';
import { renderPhoto } from '../../virtual-camera/people.ts';
import { cameraScript, scriptStart } from '../../virtual-camera/script.ts';
import { drawStills } from '../../virtual-camera/stills.ts';

const people = ['person-01', 'person-02', 'person-03', 'person-04', 'person-06'];
let vision: Vision;
let gallery: Gallery;
let withLookAlike: Gallery;

beforeAll(async () => {
  vision = await loadVision();
  const templates = [];
  for (const employeeId of people) {
    const { embedding } = await enrolPhoto(vision, await renderPhoto(employeeId));
    templates.push({ employeeId, templateId: employeeId, modelId: vision.model.id, embedding });
  }
  gallery = new Gallery(vision.model.id, templates);
  withLookAlike = new Gallery(vision.model.id, templates, ['person-04']);
});

/** What recognition makes of people who walk up to the door, five pictures a second. */
async function walkUp(
  walkers: { id: string; holdsPhotoOf?: string }[],
  known = gallery,
): Promise<CaptureResult> {
  const passages = [{ at: 0, people: walkers, seconds: 4 }];
  const script = cameraScript.parse({ startAt: '2026-11-23T01:00:00Z', passages });
  const instants = Array.from({ length: 12 }, (_, i) => scriptStart(script) + 900 + i * 200);
  const stills = await drawStills(script, instants);
  const frames = stills.map((image, i) => ({ id: `frame-${i}`, capturedAt: instants[i] ?? 0, image }));
  return recogniseCapture(vision, frames, known, defaultThresholds);
}

const named = ({ people: seen }: CaptureResult) => seen.flatMap((person) => person.employeeId ?? []);

describe('a printed photo', () => {
  test.each([
    ['person-01', 'person-04'],
    ['person-03', 'person-06'],
  ])('that %s carries past is a question to a reviewer, never %s', async (holder, pictured) => {
    const result = await walkUp([{ id: holder, holdsPhotoOf: pictured }]);
    expect(named(result)).toEqual([holder]);
    const photo = result.people.find((person) => person.candidates[0]?.employeeId === pictured);
    expect(photo).toMatchObject({ outcome: 'uncertain', employeeId: null, doubts: ['not_live'] });
  });

  test('is found out as well where the face is in doubt anyway, so that nothing is learnt of it', async () => {
    const result = await walkUp([{ id: 'person-01', holdsPhotoOf: 'person-04' }], withLookAlike);
    const photo = result.people.find((person) => person.candidates[0]?.employeeId === 'person-04');
    expect(photo).toMatchObject({ outcome: 'uncertain', doubts: ['look_alike', 'not_live'] });
  });

  test('nobody is suspected who walks past in person', async () => {
    for (const walkers of [['person-01', 'person-02'], ['person-03'], ['person-04', 'person-06']]) {
      const result = await walkUp(walkers.map((id) => ({ id })));
      expect(named(result).sort()).toEqual(walkers);
      expect(result.people.flatMap((person) => person.doubts)).toEqual([]);
    }
  });
});
