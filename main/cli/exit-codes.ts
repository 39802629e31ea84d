/** What a command says to the script that called it. Numbers 64 and up are those of sysexits.h. */
export const exitCodes = {
  /** Everything was allowed because it was pinned (or as the command says). */
  good: 0,
  /** A mismatch or cleartext, also in report-only; a scenario, lint or renewal that failed. */
  mismatch: 1,
  /** Untrusted or undecided. */
  untrusted: 2,
  notConnected: 3,
  /** A host is unpinned, or its set is expired or off. */
  unpinned: 4,
  usage: 64,
  unreadable: 65,
  bug: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const worstFirst: readonly ExitCode[] = [70, 65, 64, 2, 1, 4, 3, 0];

/** Of several outcomes the worst counts; none at all is good. */
export const worstOf = (codes: Iterable<ExitCode>): ExitCode => {
  const present = new Set(codes);
  return worstFirst.find((code) => present.has(code)) ?? exitCodes.good;
};
