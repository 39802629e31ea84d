import { notifications } from '@mantine/notifications';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { call } from '../bridge.ts';
import type { Reach } from './table-props.ts';
import type { ListModel } from './list-model.ts';
import {
  nothingSelected,
  selectOne,
  selectRange,
  toggleOne,
  withOpened,
  type Selection,
} from './selection.ts';

export interface SelectionState {
  readonly selection: Selection;
  readonly reach: (number: number, how: Reach) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
  /** Of the chosen connections; of the one whose detail is open when none is chosen. */
  readonly chosenIds: () => readonly number[];
}

/** As many as main answers with at a time. */
const mostChosen = 10_000;

/** What is chosen in the list that this filter shows. Ranges are asked of main, because most of their rows were never in view. */
export const useSelection = (model: ListModel, filter: string, openId: number | null): SelectionState => {
  const [held, setHeld] = useState({ filter, openId, selection: nothingSelected });
  // Another filter may hide what was chosen: nobody removes or copies what cannot be seen.
  if (held.filter !== filter) setHeld({ filter, openId, selection: nothingSelected });
  // A detail that was opened from elsewhere, by sending a request, is of another row than the one that was chosen.
  else if (held.openId !== openId) setHeld({ filter, openId, selection: withOpened(held.selection, openId) });
  const { selection } = held;
  const current = useRef({ selection, openId });
  useLayoutEffect(() => {
    current.current = { selection, openId };
  });

  const put = useCallback((next: Selection) => {
    current.current = { ...current.current, selection: next };
    setHeld((before) => ({ ...before, selection: next }));
  }, []);
  const range = useCallback(
    async (from: number, to: number): Promise<readonly number[]> => {
      const { view } = model.read();
      if (view === null) return [];
      return call('list.ids', {
        view: view.view,
        from: Math.max(0, Math.min(from, to)),
        to: Math.max(from, to),
      });
    },
    [model],
  );
  const reach = useCallback(
    (number: number, how: Reach): void => {
      const entry = model.entryAt(number);
      const id = entry?.kind === 'connection' ? entry.row.id : null;
      const before = current.current.selection;
      if (how === 'toggle' && id !== null) put(toggleOne(before, number, id));
      else if (how === 'range' && before.anchor !== null) {
        put({ ...before, active: { number, id } });
        void range(before.anchor, number).then((ids) => {
          const after = current.current.selection;
          if (after.active?.number === number) put(selectRange(after, number, id, ids));
        });
      } else put(selectOne(number, id));
    },
    [model, put, range],
  );
  const selectAll = useCallback((): void => {
    const { view } = model.read();
    if (view === null || view.total === 0) return;
    // The newest ones, where there are more than can be chosen.
    const from = Math.max(view.first, view.first + view.total - mostChosen);
    void range(from, view.first + view.total - 1).then((ids) => {
      const { active } = current.current.selection;
      put({ active, anchor: from, ids: new Set(ids) });
      if (view.total > mostChosen)
        notifications.show({
          message: `Chose ${mostChosen.toLocaleString('en')} of ${view.total.toLocaleString('en')}: more cannot be copied at a time. Export them to a file instead.`,
        });
    });
  }, [model, put, range]);
  const clear = useCallback((): void => {
    put({ ...current.current.selection, ids: new Set() });
  }, [put]);
  const chosenIds = useCallback((): readonly number[] => {
    const { selection: chosen, openId: open } = current.current;
    return chosen.ids.size === 0 && open !== null ? [open] : [...chosen.ids];
  }, []);
  return { selection, reach, selectAll, clear, chosenIds };
};
