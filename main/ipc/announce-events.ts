/**
 * Events for the page. Journal rows are gathered for one frame and sent as one event, each row once in its last state: a
 * thousand connections a second become sixty events, and what an event shows is what is on disk.
 */
import type { WebContents } from 'electron';
import type { ListChange } from '../../common/connection-list.ts';
import type { EventName, Events } from '../../common/ipc/contract.ts';

export interface Announcer {
  readonly announce: <Name extends EventName>(name: Name, payload: Events[Name]) => void;
  /** Forgets what is waiting; later announcements go nowhere. */
  readonly close: () => void;
}

type Page = Pick<WebContents, 'send' | 'isDestroyed'>;

const frameMs = 16;

/** `page`: of the window, asked for at each event; undefined while there is none, and then the event is dropped. */
export function createAnnouncer(page: () => Page | undefined): Announcer {
  const connections = new Map<number, Events['journal.written']['connections'][number]>();
  const requests = new Map<number, Events['journal.written']['requests'][number]>();
  let list: ListChange | null = null;
  /** Of connections that wait, by id: the number of their entry. */
  const numbers = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const send = <Name extends EventName>(name: Name, payload: Events[Name]): void => {
    const target = page();
    if (target !== undefined && !target.isDestroyed()) target.send(name, payload);
  };
  const sendRows = (): void => {
    timer = undefined;
    const rows = {
      connections: [...connections.values()],
      requests: [...requests.values()],
      list: list && { ...list, numbers: [...connections.keys()].map((id) => numbers.get(id) ?? -1) },
    };
    connections.clear();
    requests.clear();
    numbers.clear();
    list = null;
    send('journal.written', rows);
  };
  const gather = (rows: Events['journal.written']): void => {
    for (const row of rows.connections) connections.set(row.id, row);
    for (const row of rows.requests) requests.set(row.id, row);
    if (rows.list !== null) {
      const changedFrom = rows.list.changedFrom ?? Number.POSITIVE_INFINITY;
      for (const [id, number] of numbers) {
        if (list?.view !== rows.list.view || number >= changedFrom) numbers.set(id, -1);
      }
      for (const [place, { id }] of rows.connections.entries())
        numbers.set(id, rows.list.numbers[place] ?? -1);
      list = mergeChanges(list, rows.list);
    }
    timer ??= setTimeout(sendRows, frameMs);
  };

  return {
    announce(name, payload) {
      if (isClosed) return;
      if (name === 'journal.written') gather(payload as Events['journal.written']);
      else send(name, payload);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      connections.clear();
      requests.clear();
      numbers.clear();
      list = null;
    },
  };
}

/** Both changes as one; a row whose entry the later one displaced has no number any more. */
function mergeChanges(former: ListChange | null, later: ListChange): ListChange {
  if (former === null) return later;
  // Another list was asked for meanwhile: what is known of the former one is of no use.
  if (former.view !== later.view) return { ...later, changedFrom: 0 };
  const from = Math.min(former.changedFrom ?? Infinity, later.changedFrom ?? Infinity);
  return {
    ...later,
    changedFrom: from === Infinity ? null : from,
    isOutdated: former.isOutdated || later.isOutdated,
  };
}
