/** Whose photo a file is, by its name in a folder or ZIP; or why nobody can say. */
export type NamedPhoto =
  | { kind: 'photo'; code: string }
  /** What systems leave beside pictures: passed over without a word. */
  | { kind: 'ignored' }
  | { kind: 'refused'; reason: 'bulk_path_unsafe' | 'bulk_not_a_photo' | 'bulk_unknown_code'; code: string };

const photoEnding = /\.(jpe?g|png|webp)$/i;
const leftBehind = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/**
 * Reads whose photo a file is: `<code>/anything.jpg`, `<code>.jpg` or `<code>_2.jpg`, in any folder. A code may hold an
 * underscore itself, so the whole name is tried before its part.
 *
 * @param path with `/` between folders, as written in the ZIP
 * @param known gives the code as the office writes it; null when nobody has it
 */
export function namedPhoto(path: string, known: (code: string) => string | null): NamedPhoto {
  // Some programs on Windows write their own separator.
  const parts = path.normalize('NFC').replaceAll('\\', '/').split('/');
  if (climbs(parts)) return { kind: 'refused', reason: 'bulk_path_unsafe', code: '' };
  const name = parts.at(-1) ?? '';
  if (name === '' || parts.some((part) => leftBehind.test(part))) return { kind: 'ignored' };
  if (!photoEnding.test(name)) return { kind: 'refused', reason: 'bulk_not_a_photo', code: '' };
  const stem = name.replace(photoEnding, '').trim();
  const folder = (parts.at(-2) ?? '').trim();
  const first = stem.replace(/[_ -]+\(?\d+\)?$/, '').trim();
  for (const candidate of [folder, stem, first]) {
    const code = candidate === '' ? null : known(candidate);
    if (code !== null) return { kind: 'photo', code };
  }
  const asked = [folder, first].filter((part) => part !== '').join(', ');
  return { kind: 'refused', reason: 'bulk_unknown_code', code: asked };
}

/** Nothing is ever written by these names, but one that climbs out of its folder was not made by a person. */
function climbs(parts: string[]): boolean {
  const [top = ''] = parts;
  return (
    (parts.length > 1 && top === '') ||
    /^[a-z]:/i.test(top) ||
    parts.some((it) => it === '..' || /\0/.test(it))
  );
}
