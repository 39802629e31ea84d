/** The browser's lane in an epoch that stands: one that ends meanwhile is left for the next. */
import type { Cookie, Session } from 'electron';
import { type Epoch, EpochEndedError, type OpenLane } from '../network/epoch.ts';
import type { PinnedNetwork } from '../network/pinned-network.ts';
import { writeCookies } from './cookies.ts';

export interface StandingLaneOptions {
  readonly network: PinnedNetwork;
  /** In an epoch of its own; else in the current one. */
  readonly isPrivate: boolean;
  readonly isClosed: () => boolean;
  /** What holds for the session, before anything is loaded in it. */
  readonly prepare: (session: Session) => void;
  readonly cookies: () => readonly Cookie[];
  readonly onRefusedCookies: (count: number) => void;
}

/** `use` is called with a lane that has not ended, and returns at once. */
export async function inStandingLane<Value>(
  { network, isPrivate, isClosed, prepare, cookies, onRefusedCookies }: StandingLaneOptions,
  use: (open: OpenLane, epoch: Epoch) => Value,
): Promise<Value> {
  for (;;) {
    const epoch = isPrivate ? network.openPrivateEpoch() : network.current;
    try {
      const open = await epoch.lane('browser');
      prepare(open.lane.session);
      const refused = await writeCookies(open.lane.session, cookies());
      if (refused > 0) onRefusedCookies(refused);
      if (open.lane.isEnded) throw new EpochEndedError();
      return use(open, epoch);
    } catch (error) {
      const hasNext = isPrivate || epoch !== network.current;
      if (!(error instanceof EpochEndedError) || !hasNext || isClosed()) throw error;
    }
  }
}
