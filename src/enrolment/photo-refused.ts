import { AppError, errorStatus, type ErrorCode, type ErrorDetails } from '../errors.ts';
import type { EnrolmentResult } from '../queues/enrolment.ts';

/** The error that tells people why a photo was refused. */
export function photoRefused(result: Extract<EnrolmentResult, { ok: false }>, fileName: string): AppError {
  const code = isErrorCode(result.code) ? result.code : 'photo_face_unclear';
  return new AppError(code, `photo refused: ${result.code}`, {
    details: { ...named(result.details), fileName },
  });
}

/** The worker's facts under the names that the API and the message catalogues use. */
function named(details: ErrorDetails): ErrorDetails {
  const names: Record<string, string> = { faces: 'count', heightPx: 'faceHeightPx', name: 'otherName' };
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [names[key] ?? key, value]));
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorStatus, code);
