/**
 * The pictures the scene is made of, as SVG: people (a drawn head and shoulders with a plain body below) and the
 * corridor behind them. No text: no font may be assumed on the machine.
 */
import { faceToSvgString } from 'facesjs';
import type { FaceConfig } from 'facesjs';

/** Size of a whole person's drawing in its own units; head and shoulders take the upper 600. */
export const personDrawing = { width: 400, height: 1700, bustHeight: 600 } as const;

/**
 * Where the face lies in a drawing, as detectors box it (forehead to chin): centre and height in drawing units.
 * Measured with SSD MobileNet over 12 drawings: box 165-187 of 330 px high, its centre 52 % down.
 */
export const faceInDrawing = { centreX: 200, centreY: 315, height: 318 } as const;

/** The viewport of the generated drawing, which says 100 % for want of a page to fill. */
function bust(face: FaceConfig): string {
  return faceToSvgString(structuredClone(face)).replace(
    'width="100%" height="100%"',
    `x="0" y="0" width="${personDrawing.width}" height="${personDrawing.bustHeight}"`,
  );
}

/** Everything of a person, as SVG elements in drawing units. */
function figure(face: FaceConfig): string {
  const shirt = face.jersey.id === 'baseball4' ? face.teamColors[1] : face.teamColors[0];
  const trousers = face.teamColors[2];
  // as wide as the shoulders above, which the drawing scales around the middle
  const width = 0.97 * face.body.size;
  return `<path d="M140 1040V1690H190L205 1100L220 1690H270V1040Z" fill="${trousers}"/>
  <g transform="translate(200 0) scale(${width} 1) translate(-200 0)" stroke="#1c1c1c" fill="none">
  <path d="M8 570C8 800 40 950 62 1060L100 1050L104 1080H300L304 1050L342 1060C362 950 392 800 392 570Z" fill="${shirt}" stroke="none"/>
  <path d="M8 597C8 800 40 950 62 1060L100 1050L104 1080H300L304 1050L342 1060C362 950 392 800 392 597" stroke-width="6"/>
  <path d="M92 720L100 1050M312 720L304 1050" stroke-width="4"/></g>
  ${bust(face)}
  <rect x="${204 - 188 * width}" y="594" width="${368 * width}" height="12" fill="${shirt}"/>`;
}

/** A standing person from head to foot, transparent around. */
export function personSvg(face: FaceConfig): string {
  const { width, height } = personDrawing;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
  ${figure(face)}</svg>`;
}

/** Size in pixels of an enrolment photo: a camera's, since SSD misses drawn faces that fill a square picture. */
export const photo = { width: 1280, height: 720 } as const;

/** A photo of a person on a plain ground: height of the face and its centre in pixels of the photo. */
export function photoSvg(
  face: FaceConfig,
  ground: string,
  shown: { faceHeight: number; centreX: number; centreY: number },
): string {
  const scale = shown.faceHeight / faceInDrawing.height;
  const left = shown.centreX - faceInDrawing.centreX * scale;
  const top = shown.centreY - faceInDrawing.centreY * scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${photo.width}" height="${photo.height}">
  <rect width="100%" height="100%" fill="${ground}"/>
  <g transform="translate(${left} ${top}) scale(${scale})">${figure(face)}</g></svg>`;
}

/**
 * A printed photo of a person, in drawing units: white border, plain ground, head and shoulders. `below` is how far its
 * middle is held under the face of whoever carries it.
 */
export const print = { width: 480, height: 640, border: 22, below: 430 } as const;

export function printSvg(face: FaceConfig): string {
  const { width, height, border } = print;
  const inside = `x="${border}" y="${border}" width="${width - 2 * border}" height="${height - 2 * border}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
  <defs><clipPath id="inside"><rect ${inside}/></clipPath></defs>
  <rect width="${width}" height="${height}" fill="#f7f7f4"/><rect ${inside} fill="#8fb0c9"/>
  <g clip-path="url(#inside)"><g transform="translate(${(width - personDrawing.width) / 2} 20)">${bust(face)}</g></g></svg>`;
}

/** An office corridor with a double door at its end, drawn for 1280x720 and scaled to any size. */
export function backgroundSvg(width: number, height: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720" width="${width}" height="${height}"
    preserveAspectRatio="none">
  <rect width="1280" height="720" fill="#cfcabd"/>
  <path d="M0 0H1280L860 150H420Z" fill="#e4e1d8"/>
  <path d="M0 720H1280L860 430H420Z" fill="#a89f8d"/>
  <path d="M0 0L420 150V430L0 720Z" fill="#c3bdad"/>
  <path d="M1280 0L860 150V430L1280 720Z" fill="#bab4a4"/>
  <rect x="420" y="150" width="440" height="280" fill="#d8d3c6"/>
  <rect x="500" y="196" width="280" height="234" fill="#7d8b8c"/>
  <rect x="512" y="206" width="122" height="224" fill="#b7c6c9"/>
  <rect x="646" y="206" width="122" height="224" fill="#b7c6c9"/>
  <rect x="620" y="300" width="6" height="52" fill="#4c4f50"/><rect x="654" y="300" width="6" height="52" fill="#4c4f50"/>
  <path d="M560 30H720L690 60H590Z" fill="#fbfaf3"/><path d="M598 84H682L668 100H612Z" fill="#fbfaf3"/>
  <path d="M70 250L200 268V520L70 590Z" fill="#8a6f55"/><path d="M86 270L186 284V500L86 556Z" fill="#9c8064"/>
  <path d="M1080 190L1210 160V330L1080 320Z" fill="#eceae2"/><path d="M1092 204L1198 180V314L1092 306Z" fill="#8fa9a0"/>
  <path d="M905 430L985 470L975 560L925 540Z" fill="#7a5b41"/>
  <path d="M945 450C905 400 915 350 930 330C940 370 950 390 948 450C965 380 985 360 1000 352C995 400 975 430 948 452Z"
    fill="#54784f"/>
</svg>`;
}
