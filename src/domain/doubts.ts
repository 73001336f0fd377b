/** Why a face is a question to a reviewer and not a name. Stored, and shown to people in their words. */
export const doubts = [
  'too_far',
  'too_few_frames',
  'runner_up_too_near',
  'frames_disagree',
  'look_alike',
  'two_faces_one_person',
  /** It may be a picture or a screen that was held up. */
  'not_live',
  /** Seen at another door too, farther away than the time between allows. */
  'two_far_doors',
] as const;
export type Doubt = (typeof doubts)[number];
