import type { judge } from './judge.ts';

/**
 * Protections that can be taken away one at a time, so that tests see the lab notice it. Only the constructor of the network
 * takes them, and nothing that ships passes any: no switch, variable, file or message leads here.
 */
export interface NetworkFaults {
  /** Decides in place of the judge. */
  readonly judge?: typeof judge;
  /** The proc answers Chromium's own result and writes nothing down. */
  readonly answersUnrecorded?: boolean;
  /** The decision is made and answered this much later, as by a proc that waits for something. */
  readonly decidesAfterMs?: number;
  /** Handshakes to one host run side by side. */
  readonly hasParallelHandshakes?: boolean;
  /** A change of the policy keeps the session, with what Chromium remembers in it. */
  readonly keepsEpoch?: boolean;
}
