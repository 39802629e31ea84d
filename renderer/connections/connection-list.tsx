import { useRef, useState, type ReactElement, type RefObject } from 'react';
import { useAppState } from '../app-state.ts';
import { columnsFor } from './connection-columns.tsx';
import { useConnectionFeed, type ConnectionFeed } from './connection-feed.ts';
import { everything, isFiltering } from './connection-filter.ts';
import { ConnectionTable } from './connection-table.tsx';
import { FirstRun, NothingMatches } from './empty-states.tsx';
import { FilterBar } from './filter-bar.tsx';

/** Filter and table. The only part that follows every written row, so that the detail beside it need not. */
export const ConnectionList = ({
  feed,
  gridRef,
  selectedId,
  onSelect,
  onEnterDetail,
  onClose,
}: {
  readonly feed: ConnectionFeed;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  /** The row whose detail is open. */
  readonly selectedId: number | null;
  readonly onSelect: (id: number) => void;
  /** Opened by Enter: the keyboard goes on in the detail. */
  readonly onEnterDetail: () => void;
  readonly onClose: () => void;
}): ReactElement => {
  const { interceptor } = useAppState();
  const state = useConnectionFeed(feed);
  const [activeId, setActiveId] = useState<number | null>(null);
  const filterRef = useRef<HTMLInputElement>(null);
  const hasInterceptor =
    interceptor.kind === 'running' || state.rows.some(({ route }) => route.interceptor !== null);
  return (
    <>
      <FilterBar filter={state.filter} onChange={feed.setFilter} inputRef={filterRef} />
      <ConnectionTable
        gridRef={gridRef}
        columns={columnsFor(hasInterceptor)}
        state={state}
        activeId={selectedId ?? activeId}
        onActivate={(id) => {
          setActiveId(id);
          if (selectedId !== null) onSelect(id);
        }}
        onOpen={(id, how) => {
          setActiveId(id);
          onSelect(id);
          if (how === 'keyboard') onEnterDetail();
        }}
        onClose={() => {
          setActiveId(selectedId ?? activeId);
          onClose();
        }}
        onLoadOlder={feed.loadOlder}
        onFollowingChange={feed.setFollowing}
        empty={
          isFiltering(state.filter) ? (
            <NothingMatches
              onShowAll={() => {
                feed.setFilter(everything);
              }}
            />
          ) : (
            <FirstRun />
          )
        }
      />
    </>
  );
};
