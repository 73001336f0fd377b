/** Everything that can go wrong with a device, in one kind each; and the error code a person is shown. */
import { AppError, type ErrorCode } from '../errors.ts';
import { TransportError } from './http-exchange.ts';
import { NotSoapError, SoapFault } from './soap.ts';

export type CameraFaultKind =
  /** No answer: refused, unreachable, no such host, silence. */
  | 'offline'
  /** The connection broke in the middle, or an answer came damaged or too large. */
  | 'broken'
  | 'notOnvif'
  | 'auth'
  | 'locked'
  | 'limit'
  | 'resourceUnknown'
  | 'unsupported'
  /** Any other SOAP fault or HTTP error of a device that does speak SOAP. */
  | 'fault'
  | 'aborted';

export class CameraFault extends Error {
  readonly kind: CameraFaultKind;
  constructor(kind: CameraFaultKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CameraFault';
    this.kind = kind;
  }
}

type AnswerFacts = { status: number; contentType: string; body: Buffer; truncated: boolean };

/** Classifies whatever was thrown. `answer` is the HTTP answer it came out of, if there was one. */
export function toCameraFault(
  error: unknown,
  mask: (text: string) => string,
  answer?: AnswerFacts,
): CameraFault {
  if (error instanceof CameraFault) return error;
  const message = mask(error instanceof Error ? error.message : String(error));
  if (error instanceof TransportError) return new CameraFault(transportKind(error), message);
  if (error instanceof SoapFault) {
    const kind = error.kind === 'other' ? 'fault' : error.kind;
    return new CameraFault(answer?.status === 401 && kind === 'fault' ? 'auth' : kind, message);
  }
  if (error instanceof NotSoapError && answer) return notSoapFault(error, answer, message);
  return new CameraFault('fault', message, { cause: error });
}

function transportKind(error: TransportError): CameraFaultKind {
  switch (error.kind) {
    case 'refused':
    case 'unreachable':
    case 'unresolved':
    case 'timeout':
      return 'offline';
    case 'reset':
    case 'tooLarge':
      return 'broken';
    case 'malformed':
      return 'notOnvif';
    case 'aborted':
      return 'aborted';
  }
}

function notSoapFault(error: NotSoapError, answer: AnswerFacts, message: string): CameraFault {
  const { status, body } = answer;
  const text = body.toString('utf8', 0, 4000);
  if (/lock(ed)?[\s-]?out|account.{0,20}locked|illegal login/i.test(text))
    return new CameraFault('locked', `HTTP ${status}: locked`);
  if (status === 401 || status === 403) return new CameraFault('auth', `HTTP ${status}`);
  if (status === 503 || status === 429) return new CameraFault('limit', `HTTP ${status}`);
  if (answer.truncated || error.damaged) return new CameraFault('broken', `damaged answer: ${message}`);
  return new CameraFault(
    'notOnvif',
    `HTTP ${status}, ${answer.contentType || 'no content type'}: ${message}`,
  );
}

const codeByKind: Record<CameraFaultKind, ErrorCode> = {
  offline: 'camera_unreachable',
  broken: 'camera_unreachable',
  aborted: 'camera_unreachable',
  notOnvif: 'camera_not_onvif',
  auth: 'camera_wrong_credentials',
  locked: 'camera_locked_out',
  limit: 'camera_connection_limit',
  resourceUnknown: 'camera_no_events',
  unsupported: 'camera_not_onvif',
  fault: 'camera_not_onvif',
};

/** The error a person is shown. The message stays free of credentials. */
export function cameraAppError(fault: CameraFault, address: string): AppError {
  return new AppError(codeByKind[fault.kind], `${address}: ${fault.message}`, {
    details: { address },
    cause: fault,
    retryable: fault.kind === 'offline' || fault.kind === 'broken' || fault.kind === 'limit',
  });
}
