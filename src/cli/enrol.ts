import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { enrolFiles, type BulkResult, type EnrolOne } from '../enrolment/bulk-enrol.ts';
import { photosAt } from '../enrolment/folder-photos.ts';
import { photoMime } from '../enrolment/photo-mime.ts';
import { photoRefused } from '../enrolment/photo-refused.ts';
import { enrolmentCsv } from '../enrolment/report-csv.ts';
import { errorText } from '../http/error-answer.ts';
import type { EnrolmentFile } from '../http/contracts/enrolment.ts';
import { message, type Language } from '../i18n/messages.ts';
import { enrolStoredPhoto, type EnrolContext } from '../recognition/enrol-stored-photo.ts';
import { readAgain } from '../recognition/follow-gallery.ts';
import { audit } from '../store/audit.ts';
import { openEvidence } from '../store/evidence.ts';
import { openSecrets } from '../store/secrets.ts';
import { Gallery } from '../vision/gallery.ts';
import { loadVision, type Vision } from '../vision/vision.ts';
import { defineCommand } from './command.ts';
import { actor } from './tokens.ts';

const barLength = 20;
/** Photos looked at with one reading of who is enrolled. */
const readAgainAfter = 100;

export const enrolCommand = defineCommand({
  name: 'enrol',
  usage: 'FOLDER|FILE.zip [--report FILE.csv] [--language vi|en]',
  summary: 'Enrol many people from photos named <code>/*.jpg, <code>.jpg or <code>_2.jpg',
  options: z.object({
    _: z.array(z.string()).length(1, 'one folder or ZIP'),
    report: z.string().optional(),
    language: z.enum(['vi', 'en']).default('vi'),
  }),
  run: async ({ _: [place = ''], report, language }, { database, config, print, say }) => {
    const files = await photosAt(place);
    const { keyFile, evidenceDir, visionBackend } = config();
    const secrets = openSecrets(keyFile);
    const context = {
      database: await database(),
      secrets,
      evidence: openEvidence(evidenceDir, secrets),
    };
    // Models of its own: so it works whether the service runs now or not.
    const vision = await loadVision({ backend: visionBackend });
    try {
      const rows: EnrolmentFile[] = [];
      const enrolOne = enroller(context, vision);
      for await (const result of enrolFiles(context.database.prisma, files, enrolOne)) {
        rows.push(told(result, language));
        say(line(result, rows, files.length, language));
      }
      if (report !== undefined) await writeFile(report, enrolmentCsv(rows, language));
      const count = (outcome: EnrolmentFile['outcome']) => rows.filter((it) => it.outcome === outcome).length;
      const counts = { enrolled: count('enrolled'), already: count('already'), refused: count('refused') };
      print(message(language, 'bulk.summary', counts));
    } finally {
      vision.close();
    }
  },
});

function enroller(context: EnrolContext, vision: Vision): EnrolOne {
  const { database, evidence } = context;
  const gallery = new Gallery(vision.model.id);
  let photos = 0;
  return async (employeeId, content, fileName) => {
    // Of hours of photos: the service enrols people meanwhile, and some withdraw.
    if (photos++ % readAgainAfter === 0) await readAgain(context, gallery);
    const stored = await evidence.put(content, 'photo', { at: new Date(), mime: photoMime(content) });
    await database.prisma.evidence.create({ data: stored });
    const request = { employeeId, evidenceId: stored.id, requestedBy: actor };
    const result = await enrolStoredPhoto(context, vision, gallery, request);
    if (!result.ok) throw photoRefused(result, fileName);
    const subject = `photo:${result.photoId}`;
    await audit(database.prisma, { actor, action: 'photo.add', subject, detail: { employeeId } });
  };
}

function told({ file, person, outcome, reason, details }: BulkResult, language: Language): EnrolmentFile {
  if (reason === null) return { file, person, outcome, problem: null };
  const { code, message: text, hint = null } = errorText(language, reason, details);
  return { file, person, outcome, problem: { code, message: text, hint } };
}

/** How far it is, the file, and what became of it. */
function line({ file }: BulkResult, rows: EnrolmentFile[], total: number, language: Language): string {
  const done = Math.round((rows.length / total) * barLength);
  const bar = `[${'#'.repeat(done)}${'.'.repeat(barLength - done)}] ${rows.length}/${total}`;
  const { outcome, problem } = rows.at(-1)!;
  const said = message(language, `bulk.outcome.${outcome}`);
  return `${bar}  ${file}: ${problem === null ? said : `${said}. ${problem.message} ${problem.hint ?? ''}`}`;
}
