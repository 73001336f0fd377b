/** The templates that recognition uses: all but those set aside until an officer decided about them. */
export const inUse = { findings: { none: { kind: 'poisoned', decidedAt: null } } } as const;
