import { useRef, useState, type ReactElement, type ReactNode } from 'react';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import { addDummyPin, adoptPin } from '../../common/pinning/adopt-pin.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { describePinChoice } from '../../common/pinning/describe-pin-choice.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import { useAppState } from '../app-state.ts';
import { SplitPane } from '../ui/split-pane.tsx';
import { useMinute } from '../ui/use-minute.ts';
import type { PinOffer } from './certificate-card.tsx';
import { columnsFor } from './connection-columns.tsx';
import { everything, isFiltering } from './connection-filter.ts';
import { useConnectionFeed, type ConnectionFeed } from './connection-feed.ts';
import { ConnectionTable } from './connection-table.tsx';
import classes from './connections-view.module.css';
import { DetailPane, type PolicyChange } from './detail-pane.tsx';
import { FirstRun, NothingMatches } from './empty-states.tsx';
import { FilterBar } from './filter-bar.tsx';

/** What the side pane can show beside the connection: the answer to the last request. */
export interface ResponseTab {
  /** `Response 200` */
  readonly label: string;
  readonly content: ReactNode;
}

interface ConnectionsViewProps {
  readonly feed: ConnectionFeed;
  /** The request bar and its outcome, drawn above the table. */
  readonly bar: ReactNode;
  readonly response: ResponseTab | null;
  readonly isResponseShown: boolean;
  readonly onShowResponse: (isShown: boolean) => void;
  readonly selectedId: number | null;
  readonly onSelect: (id: number | null) => void;
  readonly isSending: boolean;
  readonly onSendAgain: (detail: ConnectionDetail) => void;
  readonly savePolicy: (policy: Policy) => Promise<boolean>;
}

export const ConnectionsView = (props: ConnectionsViewProps): ReactElement => {
  const { feed, bar, response, isResponseShown, onShowResponse, selectedId, onSelect, isSending } = props;
  const { interceptor } = useAppState();
  const state = useConnectionFeed(feed);
  const [activeId, setActiveId] = useState<number | null>(null);
  const filterRef = useRef<HTMLInputElement>(null);
  const gridRef = useRef<HTMLDivElement>(null);
  const detailRef = useRef<HTMLDivElement>(null);
  const now = useMinute();
  const pinning = usePinning(props.savePolicy, selectedId);

  const open = (id: number | null): void => {
    setActiveId(id);
    onSelect(id);
  };
  const close = (): void => {
    onSelect(null);
    onShowResponse(false);
    gridRef.current?.focus();
  };
  const hasInterceptor =
    interceptor.kind === 'running' || state.rows.some(({ route }) => route.interceptor !== null);
  const isShowingResponse = isResponseShown && response !== null;

  const detail = selectedId !== null && (
    <DetailPane
      id={selectedId}
      paneRef={detailRef}
      now={now}
      isSending={isSending}
      change={pinning.change}
      onClose={close}
      onSendAgain={(shown) => {
        pinning.forgetChange();
        props.onSendAgain(shown);
      }}
      onAddDummyPin={pinning.addDummy}
      offerFor={(host, chain, index) => pinning.offerFor(host, chain, index, now)}
    />
  );
  const side =
    selectedId === null && !isShowingResponse ? null : (
      <>
        {response !== null && (
          <div className={classes.tabs} role="tablist" aria-label="Detail">
            <button
              type="button"
              role="tab"
              className={classes.tab}
              aria-selected={!isShowingResponse}
              disabled={selectedId === null}
              onClick={() => {
                onShowResponse(false);
              }}
            >
              Connection
            </button>
            <button
              type="button"
              role="tab"
              className={classes.tab}
              aria-selected={isShowingResponse}
              onClick={() => {
                onShowResponse(true);
              }}
            >
              {response.label}
            </button>
          </div>
        )}
        {isShowingResponse ? response.content : detail}
      </>
    );

  return (
    <div className={classes.view}>
      {bar}
      <SplitPane
        main={
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
                open(id);
                if (how === 'keyboard') requestAnimationFrame(() => detailRef.current?.focus());
              }}
              onClose={close}
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
        }
        side={side}
      />
    </div>
  );
};

interface Pinning {
  /** Made from the connection that is open. */
  readonly change: PolicyChange | null;
  readonly forgetChange: () => void;
  readonly addDummy: (host: string) => void;
  readonly offerFor: (
    host: string,
    chain: readonly CertificateFacts[],
    index: number,
    now: number,
  ) => PinOffer;
}

/** "Pin this" and "Put a dummy pin": the change of the policy, and its undo while the same connection is open. */
const usePinning = (savePolicy: (policy: Policy) => Promise<boolean>, selectedId: number | null): Pinning => {
  const { policy } = useAppState().policy;
  const [made, setMade] = useState<{ readonly on: number | null; readonly change: PolicyChange } | null>(
    null,
  );
  const forgetChange = (): void => {
    setMade(null);
  };
  const apply = (next: Policy, text: string): void => {
    const onUndo = (): void => {
      void savePolicy(policy).then(forgetChange);
    };
    void savePolicy(next).then((isSaved) => {
      if (isSaved) setMade({ on: selectedId, change: { text, onUndo } });
    });
  };
  return {
    change: made !== null && made.on === selectedId ? made.change : null,
    forgetChange,
    addDummy: (host) => {
      apply(
        addDummyPin(policy, host, Date.now()),
        `A dummy pin stands for ${host}. Send again to see it refused.`,
      );
    },
    offerFor: (host, chain, index, now) => {
      const pin = chain[index]?.spkiSha256 ?? '';
      const choice = describePinChoice(chain, index, now);
      return {
        meaning: choice?.sentences ?? [],
        isPinned: isAdopted(policy, adoptPin(policy, host, pin, now)),
        onPin: () => {
          apply(adoptPin(policy, host, pin, Date.now()), `Pinned for ${host}. Send again to see it hold.`);
        },
      };
    },
  };
};

/** Adopting changed nothing: the pin is in the set that decides, and no dummy is beside it. */
const isAdopted = (policy: Policy, adopted: Policy): boolean =>
  adopted.pinSets.length === policy.pinSets.length &&
  adopted.pinSets.every(({ pins }, index) => pins.join(' ') === policy.pinSets[index]?.pins.join(' '));
