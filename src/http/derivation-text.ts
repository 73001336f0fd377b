import { renderStep } from '../domain/render-derivation.ts';
import type { DayRecord } from '../domain/types/record.ts';
import type { Language } from '../i18n/messages.ts';
import type { DayRecordWhy } from './contracts/attendance.ts';

/** The "why?" of a record, one sentence a step, each with the session it is about. */
export function derivationText(record: DayRecord, language: Language): DayRecordWhy['derivation'] {
  return record.derivation.map((step) => ({
    sessionKey: step.sessionKey,
    text: renderStep(step, record, language),
  }));
}
