import type { Frame } from '../../src/vision/capture.ts';
import { enrolPhoto } from '../../src/vision/enrol.ts';
import { Gallery, type Template } from '../../src/vision/gallery.ts';
import type { Vision } from '../../src/vision/vision.ts';
import { drawPortrait, drawScene, type DrawnPerson } from '../../tests/integration/vision/drawn-people.ts';

const staff: DrawnPerson[] = ['an', 'binh', 'dung'];

/** Ten 1080p frames, 200 ms apart, of two invented people walking past each other: one burst as a door gives it. */
export async function drawDoor(): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (let i = 0; i < 10; i++)
    frames.push({
      id: `frame-${i}`,
      capturedAt: i * 200,
      image: await drawScene(1920, 1080, [
        { person: 'an', left: 250 + i * 25, top: 180, heightPx: 300 + i * 18 },
        { person: 'binh', left: 1250 - i * 18, top: 260, heightPx: 420 - i * 12 },
      ]),
    });
  return frames;
}

/** The two of the burst and one more, enrolled. */
export async function enrolStaff(vision: Vision): Promise<Gallery> {
  const templates: Template[] = [];
  for (const person of staff) {
    const { embedding } = await enrolPhoto(vision, await drawPortrait(person));
    templates.push({ employeeId: person, templateId: person, modelId: vision.model.id, embedding });
  }
  return new Gallery(vision.model.id, templates);
}
