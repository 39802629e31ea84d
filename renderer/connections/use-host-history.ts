import { useEffect, useState } from 'react';
import type { HostHistory } from '../../common/host-history.ts';
import { call, listen } from '../bridge.ts';

/** New connections may come many a second. */
const refreshAfterMs = 1_000;

/** One host's history, followed while it is on screen; null until it is there. */
export const useHostHistory = (host: string): HostHistory | null => {
  const [history, setHistory] = useState<{ readonly host: string; readonly of: HostHistory } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const read = async (): Promise<void> => {
      timer = null;
      const of = await call('host.history', { host });
      if (isCurrent) setHistory({ host, of });
    };
    const readSoon = (): void => {
      timer ??= setTimeout(() => void read(), refreshAfterMs);
    };
    void read();
    const undo = [
      listen('journal.written', ({ connections }) => {
        if (connections.some((row) => row.host === host)) readSoon();
      }),
      listen('journal.replaced', readSoon),
    ];
    return () => {
      isCurrent = false;
      if (timer !== null) clearTimeout(timer);
      for (const one of undo) one();
    };
  }, [host]);
  return history?.host === host ? history.of : null;
};
