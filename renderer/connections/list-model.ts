/**
 * The list that main keeps, as the window holds it: how many entries there are, and those near what is looked at, by
 * number. Numbers stay when newer rows come, so the rows held are put aside only from where main says that they changed.
 * One question for entries is under way at a time; when it is answered, the next is for what is in view by then.
 */
import { useSyncExternalStore } from 'react';
import type { ListChange, ListEntry, ListPage, ListView, RowOrder } from '../../common/connection-list.ts';
import type { FilterProblem } from '../../common/filter/filter.ts';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import { call, listen } from '../bridge.ts';
import { openConnection } from '../open-connection.ts';
import { changeWindowSettings, readWindowSettings } from '../window-settings.ts';

export interface ListState {
  readonly filter: string;
  /** What is wrong with the filter as it is typed; the list is then still that of the last good one, or of all. */
  readonly problem: FilterProblem | null;
  readonly order: { readonly by: RowOrder; readonly isDescending: boolean };
  /** null: not under hosts. */
  readonly expandedHosts: readonly string[] | null;
  /** null until the first answer. */
  readonly view: ListView | null;
  /** Grows with everything that changes what an entry shows. */
  readonly version: number;
}

export interface ListModel {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => ListState;
  readonly setFilter: (filter: string) => void;
  readonly setOrder: (by: RowOrder) => void;
  readonly setGrouped: (isGrouped: boolean) => void;
  readonly toggleHost: (host: string) => void;
  /** undefined: not here yet; null: gone. */
  readonly entryAt: (number: number) => ListEntry | null | undefined;
  /** What is in view: numbers from, up to but without to. */
  readonly want: (from: number, to: number) => void;
}

const filterDelayMs = 80;
const refreshMs = 1_000;
const pageEntries = 120;
/** Some screens around what is looked at. */
const heldEntries = 600;

const listOf = (hosts: readonly string[] | null): string[] | null => (hosts === null ? null : [...hosts]);

export const createListModel = (): ListModel => {
  const saved = readWindowSettings();
  let state: ListState = {
    filter: saved.filter,
    problem: null,
    order: saved.order,
    expandedHosts: saved.isGrouped ? [] : null,
    view: null,
    version: 0,
  };
  const listeners = new Set<() => void>();
  let held = new Map<number, ListEntry | null>();
  let wanted = { from: 0, to: 0 };
  let isReading = false;
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const put = (change: Partial<ListState>): void => {
    state = { ...state, ...change, version: state.version + 1 };
    for (const listener of listeners) listener();
  };

  /** Asks for the list anew; the entries held go only when its answer is there. */
  const show = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    asked += 1;
    const mine = asked;
    const shown = await call('list.show', {
      filter: state.filter,
      by: state.order.by,
      expandedHosts: listOf(state.expandedHosts),
    });
    if (mine !== asked) return;
    if (!shown.ok) {
      put({ problem: shown.error });
      // A bad filter that was kept from the last run: there is no list of a good one to stay with.
      if (state.view === null) await showAll();
      return;
    }
    held = new Map();
    put({ view: shown.value, problem: null });
    void readWanted();
  };
  const showAll = async (): Promise<void> => {
    const mine = asked;
    const all = await call('list.show', {
      filter: '',
      by: state.order.by,
      expandedHosts: listOf(state.expandedHosts),
    });
    if (mine !== asked || !all.ok) return;
    put({ view: all.value });
    void readWanted();
  };
  const showSoon = (delayMs: number): void => {
    timer ??= setTimeout(() => void show(), delayMs);
  };

  const missing = (): { readonly from: number; readonly count: number } | null => {
    const { view } = state;
    if (view === null) return null;
    let from = Math.max(wanted.from, view.first);
    let to = Math.min(wanted.to, view.first + view.total);
    while (from < to && held.has(from)) from += 1;
    if (from >= to) return null;
    while (held.has(to - 1)) to -= 1;
    // A whole page, on past the end that is missing: scrolling on that way finds rows.
    const isAtStart = from === Math.max(wanted.from, view.first) && to < wanted.to;
    return { from: isAtStart ? Math.max(view.first, to - pageEntries) : from, count: pageEntries };
  };
  const readWanted = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    try {
      for (let gap = missing(); gap !== null && state.view !== null; gap = missing()) {
        const { view } = state.view;
        const page: ListPage | null = await call('list.page', { view, ...gap });
        if (state.view.view !== view) continue;
        if (page === null || page.entries.length === 0) {
          // Another list took its place in main, or the entries are gone.
          if (page === null) void show();
          return;
        }
        page.entries.forEach((entry, index) => held.set(page.from + index, entry));
        forgetFar();
        put({ view: { view, first: page.first, total: page.total } });
      }
    } finally {
      isReading = false;
    }
  };
  const forgetFar = (): void => {
    if (held.size <= heldEntries) return;
    const middle = (wanted.from + wanted.to) / 2;
    for (const number of held.keys()) {
      if (Math.abs(number - middle) >= heldEntries / 2) held.delete(number);
    }
  };

  const follow = (rows: readonly ConnectionRow[], change: ListChange): void => {
    if (state.view?.view !== change.view) return;
    if (change.isOutdated) {
      showSoon(refreshMs);
      return;
    }
    const { view, first, total, changedFrom } = change;
    if (changedFrom !== null || first > state.view.first) {
      for (const number of held.keys()) {
        if (number < first || number >= (changedFrom ?? Infinity)) held.delete(number);
      }
    }
    rows.forEach((row, index) => {
      const number = change.numbers[index] ?? -1;
      const isNear = number >= wanted.from - pageEntries && number < wanted.to + pageEntries;
      if (number !== -1 && (isNear || held.has(number))) held.set(number, { kind: 'connection', row });
    });
    put({ view: { view, first, total } });
    void readWanted();
  };

  listen('journal.written', ({ connections, list }) => {
    if (list !== null) follow(connections, list);
  });
  listen('journal.replaced', () => {
    openConnection.set(null);
    void show();
  });
  void show();

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => state,
    setFilter: (filter) => {
      put({ filter });
      changeWindowSettings({ filter });
      showSoon(filterDelayMs);
    },
    setOrder: (by) => {
      const isSame = state.order.by === by;
      // Time begins with the newest, numbers with the largest, names with A.
      const isDescending = isSame ? !state.order.isDescending : ['time', 'sent', 'decided'].includes(by);
      put({ order: { by, isDescending } });
      changeWindowSettings({ order: { by, isDescending } });
      if (!isSame) void show();
    },
    setGrouped: (isGrouped) => {
      put({ expandedHosts: isGrouped ? [] : null });
      changeWindowSettings({ isGrouped });
      void show();
    },
    toggleHost: (host) => {
      const { expandedHosts } = state;
      if (expandedHosts === null) return;
      put({
        expandedHosts: expandedHosts.includes(host)
          ? expandedHosts.filter((other) => other !== host)
          : [...expandedHosts, host],
      });
      void show();
    },
    entryAt: (number) => held.get(number),
    want: (from, to) => {
      wanted = { from, to };
      void readWanted();
    },
  };
};

export const useListModel = (model: ListModel): ListState =>
  useSyncExternalStore(model.subscribe, model.read);

/** In the order of the screen: the index from the top is another thing than an entry's number. */
export const isFromTheEnd = ({ order, expandedHosts }: ListState): boolean =>
  expandedHosts === null && order.isDescending;

export const numberAtIndex = (state: ListState, index: number): number => {
  const { first, total } = state.view ?? { first: 0, total: 0 };
  return isFromTheEnd(state) ? first + total - 1 - index : first + index;
};

export const indexOfNumber = (state: ListState, number: number): number => {
  const { first, total } = state.view ?? { first: 0, total: 0 };
  return isFromTheEnd(state) ? first + total - 1 - number : number - first;
};
