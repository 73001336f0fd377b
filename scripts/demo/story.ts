import type { CameraScriptInput } from '../../tests/virtual-camera/script.ts';

/** What a member of the invented staff does on the morning of the demo. */
type Behaviour = 'onTime' | 'late' | 'arrivesUnseen' | 'staysAway';

export type Staff = {
  /** Face of the virtual camera's people. */
  face: string;
  code: string;
  fullName: string;
  division: 'HC' | 'TH' | 'QT';
  category: 'civilServant' | 'publicEmployee' | 'worker';
  title: string;
  does: Behaviour;
};

export const divisions = [
  { code: 'HC', name: 'Phòng Hành chính - Tổ chức' },
  { code: 'TH', name: 'Phòng Tổng hợp' },
  { code: 'QT', name: 'Phòng Quản trị' },
] as const;

/** Nine people; two more faces are strangers. Names are invented. */
export const staff: Staff[] = [
  {
    face: 'person-01',
    code: 'CB001',
    fullName: 'Nguyễn Thị Minh An',
    division: 'HC',
    category: 'civilServant',
    title: 'Trưởng phòng',
    does: 'onTime',
  },
  {
    face: 'person-02',
    code: 'CB002',
    fullName: 'Trần Quốc Bảo',
    division: 'TH',
    category: 'civilServant',
    title: 'Chuyên viên',
    does: 'onTime',
  },
  {
    face: 'person-03',
    code: 'CB003',
    fullName: 'Lê Thu Cúc',
    division: 'TH',
    category: 'civilServant',
    title: 'Chuyên viên',
    does: 'onTime',
  },
  {
    face: 'person-04',
    code: 'CB004',
    fullName: 'Phạm Văn Dũng',
    division: 'QT',
    category: 'worker',
    title: 'Lái xe',
    does: 'onTime',
  },
  {
    face: 'person-05',
    code: 'CB005',
    fullName: 'Võ Hồng Giang',
    division: 'HC',
    category: 'publicEmployee',
    title: 'Văn thư',
    does: 'onTime',
  },
  {
    face: 'person-06',
    code: 'CB006',
    fullName: 'Đặng Hữu Hải',
    division: 'TH',
    category: 'civilServant',
    title: 'Phó trưởng phòng',
    does: 'late',
  },
  {
    face: 'person-07',
    code: 'CB007',
    fullName: 'Bùi Khánh Linh',
    division: 'QT',
    category: 'worker',
    title: 'Kỹ thuật viên',
    does: 'late',
  },
  {
    face: 'person-08',
    code: 'CB008',
    fullName: 'Huỳnh Tấn Phát',
    division: 'QT',
    category: 'civilServant',
    title: 'Kế toán',
    does: 'arrivesUnseen',
  },
  {
    face: 'person-09',
    code: 'CB009',
    fullName: 'Hồ Mai Quyên',
    division: 'HC',
    category: 'worker',
    title: 'Phục vụ',
    does: 'staysAway',
  },
];
export const strangers = ['person-10', 'person-11'];

/** Seconds from the morning's start. Whoever comes within the first minute is on time: arrivals are cut to the minute. */
export const morning = {
  minutes: 2,
  entrance: {
    passages: [
      { at: 2, people: ['person-01'] },
      { at: 12, people: ['person-02', 'person-03'] },
      { at: 23, people: ['person-04'] },
      { at: 33, people: ['person-10'] },
      { at: 44, people: ['person-05'] },
      { at: 63, people: ['person-06'] },
      { at: 76, people: ['person-08'] },
      { at: 104, people: ['person-07'] },
    ],
    /** The camera is cut while somebody arrives, after the late could be told from the punctual. */
    cuts: [{ from: 72, to: 82 }],
  },
  exit: {
    passages: [
      { at: 74, people: ['person-11'] },
      { at: 94, people: ['person-08'] },
      { at: 110, people: ['person-02', 'person-03'] },
    ],
    cuts: [] as { from: number; to: number }[],
  },
  /** When `--kill` strikes: in the middle of the arrivals. */
  killAt: 24.5,
  /** When everything has happened, seconds. */
  end: 116,
};

/** The script one camera plays. */
export function scriptFor(camera: 'entrance' | 'exit', startAt: Date): CameraScriptInput {
  const { passages, cuts } = morning[camera];
  return {
    startAt: startAt.toISOString(),
    passages: passages.map(({ at, people }) => ({
      at,
      seconds: 3.5,
      direction: camera === 'entrance' ? 'in' : 'out',
      people:
        people.length === 1
          ? [{ id: people[0] ?? '' }]
          : people.map((id, i) => ({ id, lane: i === 0 ? -1 : 1 })),
    })),
    cuts,
  };
}
