import { IconBookmark, IconCopy, IconDownload, IconFilter, IconServer, IconTrash } from '@tabler/icons-react';
import {
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
} from 'react';
import { useAppState } from '../app-state.ts';
import { useCommands, type Command } from '../commands.ts';
import { filterField } from '../filter-field-ref.ts';
import { useWindowSettings } from '../window-settings.ts';
import { placeColumns } from './column-layout.ts';
import { ConnectionTable } from './connection-table.tsx';
import type { Reach } from './table-props.ts';
import { copyFormats, copyRows } from './copy-rows.ts';
import { FilterNotRead, FirstRun, NothingMatches } from './empty-states.tsx';
import { exportShown, exportWords } from './export-shown.tsx';
import { FilterBar } from './filter-bar.tsx';
import classes from './filter-bar.module.css';
import { ListActions } from './list-actions.tsx';
import { useListModel, type ListModel } from './list-model.ts';
import { numberOfRow } from './list-row.tsx';
import { removeRows } from './remove-rows.ts';
import { RowMenu } from './row-menu.tsx';
import { useSelection } from './use-selection.ts';

const menuIndentPx = 24;

/** Filter and table. The only part that follows every written row, so that the detail beside it need not. */
export const ConnectionList = ({
  model,
  gridRef,
  selectedId,
  onSelect,
  onEnterDetail,
  onClose,
}: {
  readonly model: ListModel;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  /** The row whose detail is open. */
  readonly selectedId: number | null;
  readonly onSelect: (id: number) => void;
  /** Opened by Enter: the keyboard goes on in the detail. */
  readonly onEnterDetail: () => void;
  readonly onClose: () => void;
}): ReactElement => {
  const { interceptor } = useAppState();
  const settings = useWindowSettings();
  const state = useListModel(model);
  const [widthPx, setWidthPx] = useState(1_000);
  const [menuAt, setMenuAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const hasInterceptor = useHasInterceptor(interceptor.kind === 'running', model);
  const columns = useMemo(
    () => placeColumns(settings.columns, widthPx, hasInterceptor),
    [settings.columns, widthPx, hasInterceptor],
  );
  const { selection, reach, selectAll, clear, chosenIds } = useSelection(model, state.filter, selectedId);
  const removeChosen = useCallback(() => {
    const ids = chosenIds();
    clear();
    void removeRows(ids);
  }, [chosenIds, clear]);
  const focusGrid = useCallback(() => {
    gridRef.current?.focus();
  }, [gridRef]);
  const closeMenu = useCallback(() => {
    setMenuAt(null);
  }, []);
  const latest = useRef({ selectedId, onSelect, onEnterDetail });
  useLayoutEffect(() => {
    latest.current = { selectedId, onSelect, onEnterDetail };
  });

  const onReach = useCallback(
    (number: number, how: Reach) => {
      reach(number, how);
      const entry = model.entryAt(number);
      const { selectedId: open, onSelect: select } = latest.current;
      if (how === 'alone' && open !== null && entry?.kind === 'connection') select(entry.row.id);
    },
    [model, reach],
  );
  const onOpen = useCallback(
    (number: number, how: 'pointer' | 'keyboard') => {
      reach(number, 'alone');
      const entry = model.entryAt(number);
      if (entry?.kind === 'host') model.toggleHost(entry.group.host);
      else if (entry?.kind === 'connection') {
        latest.current.onSelect(entry.row.id);
        if (how === 'keyboard') latest.current.onEnterDetail();
      }
    },
    [model, reach],
  );
  /** The place where the pointer would have opened it: the row is not what has the focus. */
  const openMenuAtActive = (): void => {
    const { active } = selection;
    if (active === null || model.entryAt(active.number)?.kind !== 'connection') return;
    if (selection.ids.size === 0) reach(active.number, 'alone');
    const row = document.getElementById(`entry-${active.number}`)?.getBoundingClientRect();
    if (row !== undefined) setMenuAt({ x: row.left + menuIndentPx, y: row.bottom });
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const isControl = event.ctrlKey || event.metaKey;
    const active = selection.active === null ? undefined : model.entryAt(selection.active.number);
    if (isControl && event.key.toLowerCase() === 'a') selectAll();
    else if (isControl && event.key.toLowerCase() === 'c') void copyRows(chosenIds(), 'text');
    else if (isControl) return false;
    else if (event.key === 'Delete') removeChosen();
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenuAtActive();
    else if (event.key === 'Escape') {
      if (selectedId === null && selection.ids.size > 1) clear();
      else onClose();
    } else if (event.key === 'Enter' && selection.active !== null)
      onOpen(selection.active.number, 'keyboard');
    else if (active?.kind === 'host' && event.key === (active.group.isExpanded ? 'ArrowLeft' : 'ArrowRight'))
      model.toggleHost(active.group.host);
    else return false;
    return true;
  };

  const commands = useMemo(
    (): readonly Command[] => [
      ...copyFormats.map(({ format, label }): Command => ({
        id: `copy-${format}`,
        label: `${label}: the chosen connections`,
        group: 'Connections',
        icon: IconCopy,
        ...(format === 'text' && { keys: 'Ctrl+C' }),
        run: () => void copyRows(chosenIds(), format),
      })),
      ...exportWords.map(({ format, label }): Command => ({
        id: `export-${format}`,
        label: `Export what the filter shows as ${label}`,
        group: 'Connections',
        icon: IconDownload,
        run: () => {
          exportShown(model.read().filter, format);
        },
      })),
      {
        id: 'group-by-host',
        label: 'Group by host, or not',
        group: 'Connections',
        icon: IconServer,
        run: () => {
          model.setGrouped(model.read().expandedHosts === null);
        },
      },
      {
        id: 'remove-rows',
        label: 'Remove the chosen connections from the journal',
        group: 'Connections',
        icon: IconTrash,
        keys: 'Delete',
        run: removeChosen,
      },
      {
        id: 'clear-filter',
        label: 'Show all connections',
        group: 'Connections',
        icon: IconFilter,
        run: () => {
          model.setFilter('');
        },
      },
      ...settings.savedFilters.map(({ name, filter }): Command => ({
        id: `filter-${name}`,
        label: `Filter: ${name}`,
        group: 'Saved filters',
        icon: IconBookmark,
        run: () => {
          model.setFilter(filter);
        },
      })),
    ],
    [model, settings.savedFilters, chosenIds, removeChosen],
  );
  useCommands(commands);

  const total = state.view?.total ?? 0;
  const chosen = selection.ids.size;
  return (
    <>
      <FilterBar
        model={model}
        filter={state.filter}
        problem={state.problem}
        inputRef={filterField}
        onLeave={focusGrid}
        actions={
          <>
            <span className={classes.count} role="status">
              {chosen > 1 && `${chosen.toLocaleString('en')} of `}
              {total.toLocaleString('en')}
              {state.expandedHosts === null ? '' : state.expandedHosts.length === 0 ? ' hosts' : ' lines'}
            </span>
            <ListActions
              model={model}
              filter={state.filter}
              isGood={state.problem === null}
              isGrouped={state.expandedHosts !== null}
              columns={columns}
            />
          </>
        }
      />
      <div
        className={classes.list}
        onContextMenu={(event) => {
          const number = numberOfRow(event.target);
          const entry = number === null ? null : model.entryAt(number);
          if (number === null || entry?.kind !== 'connection') return;
          event.preventDefault();
          if (!selection.ids.has(entry.row.id)) reach(number, 'alone');
          setMenuAt({ x: event.clientX, y: event.clientY });
        }}
      >
        <ConnectionTable
          gridRef={gridRef}
          model={model}
          state={state}
          columns={columns}
          selection={selection}
          onReach={onReach}
          onOpen={onOpen}
          onKey={onKey}
          onWidth={setWidthPx}
          empty={
            state.problem !== null ? (
              <FilterNotRead
                onShowAll={() => {
                  model.setFilter('');
                }}
              />
            ) : state.filter.trim() === '' ? (
              <FirstRun />
            ) : (
              <NothingMatches
                onShowAll={() => {
                  model.setFilter('');
                }}
              />
            )
          }
        />
      </div>
      <RowMenu at={menuAt} onClose={closeMenu} chosenIds={chosenIds} onRemove={removeChosen} />
    </>
  );
};

/** The other end has a column only where there is, or was, one among the rows in view. */
const useHasInterceptor = (isRunning: boolean, model: ListModel): boolean => {
  const { view } = useListModel(model);
  const [has, setHas] = useState(false);
  if (!has && view !== null) {
    for (
      let number = view.first + view.total - 1;
      number > view.first + view.total - 60 && number >= view.first;
      number -= 1
    ) {
      const entry = model.entryAt(number);
      if (entry?.kind === 'connection' && entry.row.route.interceptor !== null) {
        setHas(true);
        break;
      }
    }
  }
  return isRunning || has;
};
