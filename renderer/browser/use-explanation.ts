import { useEffect, useState } from 'react';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import { call, listen } from '../bridge.ts';

/** The connection that explains a failure, as soon as the journal has it; null until then. */
export const useExplanation = (connectionId: number | null): ConnectionDetail | null => {
  const [detail, setDetail] = useState<ConnectionDetail | null>(null);
  useEffect(() => {
    if (connectionId === null) return;
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const result = await call('connections.detail', { id: connectionId });
      if (isCurrent && result.ok) setDetail(result.value);
    };
    void load();
    const unlisten = listen('journal.written', ({ connections }) => {
      if (connections.some(({ id }) => id === connectionId)) void load();
    });
    return () => {
      isCurrent = false;
      unlisten();
    };
  }, [connectionId]);
  return detail?.connection.id === connectionId ? detail : null;
};
