import { describe, expect, it } from 'vitest';
import { entryOf, touchedBy, type Review } from '../../../src/domain/review.ts';
import { proofKey } from '../../../src/domain/passages.ts';

const decided = (verdict: Review['verdict'], employeeId: string | null = null): Review => ({
  ...{ decisionId: 'd', verdict, employeeId, by: 'chi' },
});
const confirmed = { certainty: 'certain', review: { decisionId: 'd', by: 'chi' } };

const rows: [name: string, candidate: boolean, review: Review | null, entry: object | null][] = [
  ['undecided, a question to every candidate', true, null, { certainty: 'uncertain' }],
  ['undecided, nothing to others', false, null, null],
  ['named, proof about this candidate', true, decided('employee', 'an'), confirmed],
  ['named, proof about somebody who was no candidate', false, decided('employee', 'an'), confirmed],
  ['named as somebody else, nothing to a candidate', true, decided('employee', 'binh'), null],
  ['named as somebody whose file is deleted, nothing to a candidate', true, decided('employee'), null],
  ['nobody of ours', true, decided('nobody'), null],
  ['no face', true, decided('notFace'), null],
  ['unclear, told by the door and not by the person', true, decided('unclear'), null],
];

describe('a face that recognition left open', () => {
  it.each(rows)('%s', (_, isCandidate, review, entry) => {
    expect(entryOf('an', isCandidate, review)).toEqual(entry);
  });

  it('touches its candidates and the person named, each once', () => {
    expect(touchedBy(['an', 'binh'], { employeeId: 'an' })).toEqual(['an', 'binh']);
    expect(touchedBy(['an'], { employeeId: 'chi' })).toEqual(['an', 'chi']);
    expect(touchedBy(['an'], { employeeId: null })).toEqual(['an']);
  });

  it('gives the record another digest when a person, not the camera, named it', () => {
    const seen = { id: 's', at: 1, doorId: 'd', cameraId: 'c', direction: 'in', source: 'camera' } as const;
    const byCamera = proofKey({ ...seen, certainty: 'certain' });
    const byPerson = proofKey({ ...seen, certainty: 'certain', review: { decisionId: 'd', by: 'chi' } });
    expect(byPerson).not.toBe(byCamera);
  });
});
