import { useEffect, useState } from 'react';
import type { HttpRequest } from '../../common/records.ts';
import { call, listen } from '../bridge.ts';

export interface PageRequests {
  readonly rows: readonly HttpRequest[];
  readonly hasMore: boolean;
}

const shownRows = 500;
const gatherMs = 250;

/** What was asked for in a page's name, newest first, read again as the journal grows; null: not read yet. */
export const usePageRequests = (pageUrl: string): PageRequests | null => {
  const [read, setRead] = useState<(PageRequests & { readonly of: string }) | null>(null);
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async (): Promise<void> => {
      timer = undefined;
      const page = await call('requests.page', { before: null, limit: shownRows, host: '', page: pageUrl });
      if (isCurrent) setRead({ ...page, of: pageUrl });
    };
    void load();
    const unlisten = listen('journal.written', ({ requests }) => {
      if (requests.some((row) => row.pageUrl === pageUrl)) timer ??= setTimeout(() => void load(), gatherMs);
    });
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      unlisten();
    };
  }, [pageUrl]);
  return read?.of === pageUrl ? read : null;
};
