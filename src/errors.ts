/**
 * Every error a person can meet, by a stable code. The text shown lives in the message catalogues
 * (`src/i18n/*.json`, key `error.<code>`), filled with `details`; `message` here is for logs only.
 */
export type ErrorDetails = Record<string, string | number | boolean | null>;

/** An expected failure with a stable code. Anything else that is thrown is a defect. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** True when the same call may succeed later without anyone changing anything. */
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: ErrorDetails; cause?: unknown; retryable?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? false;
  }
}

/** Error codes with the HTTP status they are answered with. */
export const errorStatus = {
  // requests
  invalid_request: 400,
  unauthenticated: 401,
  wrong_password: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_many_requests: 429,
  setup_link_invalid: 410,
  internal: 500,
  service_unavailable: 503,
  // people and photos
  employee_code_taken: 409,
  consent_required: 409,
  photo_not_an_image: 422,
  photo_too_large: 413,
  photo_no_face: 422,
  photo_several_faces: 422,
  photo_face_too_small: 422,
  photo_face_unclear: 422,
  photo_of_someone_else: 409,
  photo_unlike_others: 409,
  photo_duplicate: 409,
  photo_too_many: 409,
  live_without_recognition: 409,
  date_does_not_exist: 400,
  // photos of many people at once
  bulk_file_too_large: 413,
  bulk_not_a_zip: 422,
  bulk_zip_locked: 422,
  bulk_too_many_files: 422,
  bulk_nothing_inside: 422,
  bulk_running: 409,
  bulk_unknown_code: 422,
  bulk_without_consent: 409,
  bulk_person_gone: 409,
  bulk_path_unsafe: 422,
  bulk_not_a_photo: 422,
  bulk_entry_unreadable: 422,
  bulk_entry_trap: 422,
  // cameras
  camera_address_invalid: 400,
  camera_unreachable: 502,
  camera_not_onvif: 502,
  camera_wrong_credentials: 502,
  camera_locked_out: 502,
  camera_no_events: 502,
  camera_no_stream: 502,
  camera_clock_skew: 502,
  camera_connection_limit: 502,
  camera_duplicate: 409,
  camera_in_use: 409,
  // schedules
  schedule_invalid: 422,
  what_if_too_large: 422,
  // calendar, excusals, corrections
  rule_input_invalid: 422,
  excusal_decided: 409,
  attachment_too_large: 413,
  attachment_type: 422,
  own_matter: 403,
  review_decided: 409,
  review_revoked: 409,
  // punches from files and by hand
  import_file_too_large: 413,
  import_has_problems: 422,
  import_input_invalid: 422,
  import_undone: 409,
  sign_in_exists: 409,
  sign_in_withdrawn: 409,
  // closing of months
  period_closing: 503,
  period_not_over: 409,
  period_blocked: 409,
  period_closed: 409,
  period_not_closed: 409,
  period_unacknowledged: 409,
  period_altered: 409,
  // inside
  queue_payload_invalid: 500,
  config_invalid: 500,
  model_unavailable: 503,
  evidence_missing: 410,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;
