/** What can make a connection less well protected than its verdict sounds: a word for scripts and filters, and a sentence. */
export const weaknessKinds = [
  'trusted-ca',
  'override',
  'interceptor',
  'report-only',
  'pins-ended',
  'unpinned',
] as const;
export type WeaknessKind = (typeof weaknessKinds)[number];

/** Above the list, wherever it is shown. */
export const weakenedTitle = 'What weakened this';

export interface Weakness {
  readonly kind: WeaknessKind;
  readonly sentence: string;
}
