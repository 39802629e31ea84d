import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { nothingSeen, toSeenChains, type CertificatesSeen } from '../../common/certificates-seen.ts';
import type { SeenChain } from '../../common/pinning/seen-chain.ts';
import { call, listen } from '../bridge.ts';

/** New rows come many a second; certificates change seldom. */
const refreshAfterMs = 1_500;

interface Store {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => CertificatesSeen;
  /** While somebody follows, new connections are looked through. */
  readonly follow: () => () => void;
}

const createStore = (): Store => {
  let seen = nothingSeen;
  let isStale = true;
  let followers = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isListening = false;
  const listeners = new Set<() => void>();

  const fetchNow = async (): Promise<void> => {
    timer = null;
    isStale = false;
    seen = await call('journal.certificatesSeen', {});
    for (const listener of listeners) listener();
  };
  const onChange = (): void => {
    isStale = true;
    if (followers > 0) timer ??= setTimeout(() => void fetchNow(), refreshAfterMs);
  };
  const startListening = (): void => {
    if (isListening) return;
    isListening = true;
    listen('journal.written', ({ connections }) => {
      if (connections.some(({ isNewVerification }) => isNewVerification)) onChange();
    });
    listen('journal.replaced', onChange);
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => seen,
    follow: () => {
      startListening();
      followers += 1;
      if (isStale && timer === null) void fetchNow();
      return () => {
        followers -= 1;
      };
    },
  };
};

const store = createStore();

/** Every certificate in the journal, followed while the view is on screen. */
export const useCertificatesSeen = (isShown: boolean): CertificatesSeen => {
  useEffect(() => (isShown ? store.follow() : undefined), [isShown]);
  return useSyncExternalStore(store.subscribe, store.read);
};

/** The chains that advice may rest on. */
export const useSeenChains = (seen: CertificatesSeen): readonly SeenChain[] =>
  useMemo(() => toSeenChains(seen), [seen]);
