import { useEffect, useState } from 'react';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import type { Failure } from '../../common/ipc/state.ts';
import { call, listen } from '../bridge.ts';

export type DetailState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly detail: ConnectionDetail }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The detail of one connection, read again whenever its row is written. Keeps what it shows until the next is there. */
export const useConnectionDetail = (id: number): DetailState => {
  const [state, setState] = useState<DetailState>({ kind: 'loading' });
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const result = await call('connections.detail', { id });
      if (!isCurrent) return;
      setState(
        result.ok ? { kind: 'shown', detail: result.value } : { kind: 'failed', failure: result.error },
      );
    };
    void load();
    const unlisten = listen('journal.written', ({ connections, requests }) => {
      if (connections.some((row) => row.id === id) || requests.some((row) => row.connectionId === id))
        void load();
    });
    return () => {
      isCurrent = false;
      unlisten();
    };
  }, [id]);
  return state;
};
