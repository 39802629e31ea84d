import type { PolicyProblem } from './policy.ts';

/** `found "sha256/short", expected a pin.`; whoever shows it says where. */
export const problemText = ({ found, expected }: PolicyProblem): string =>
  `found ${found}, expected ${expected.replace(/\.$/, '')}.`;
