import { useEffect, useState } from 'react';
import type { HttpRequest } from '../../common/records.ts';
import { call, listen } from '../bridge.ts';

export interface PageRequests {
  readonly rows: readonly HttpRequest[];
  readonly hasMore: boolean;
}

const shownRows = 500;
const gatherMs = 250;

/** What was asked for in a page's name, or in one that it had before, newest first, read again as the journal grows; null: not read yet. */
export const usePageRequests = (pageUrls: readonly string[]): PageRequests | null => {
  const [read, setRead] = useState<(PageRequests & { readonly of: string }) | null>(null);
  // States come many a second, with a new list each.
  const key = pageUrls.join('\n');
  useEffect(() => {
    const pages = key === '' ? [] : key.split('\n');
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async (): Promise<void> => {
      timer = undefined;
      const page = await call('requests.page', { before: null, limit: shownRows, host: '', pages });
      if (isCurrent) setRead({ ...page, of: key });
    };
    void load();
    const unlisten = listen('journal.written', ({ requests }) => {
      if (requests.some(({ pageUrl }) => pageUrl !== null && pages.includes(pageUrl)))
        timer ??= setTimeout(() => void load(), gatherMs);
    });
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      unlisten();
    };
  }, [key]);
  return read?.of === key ? read : null;
};
