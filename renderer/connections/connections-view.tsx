import { useRef, useState, type ReactElement, type ReactNode } from 'react';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import { addDummyPin, adoptPin } from '../../common/pinning/adopt-pin.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { describePinChoice } from '../../common/pinning/describe-pin-choice.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import { useAppState } from '../app-state.ts';
import type { PinOffer } from './certificate-card.tsx';
import { isFiltering } from './connection-filter.ts';
import { useConnectionFeed, type ConnectionFeed } from './connection-feed.ts';
import { ConnectionTable } from './connection-table.tsx';
import classes from './connections-view.module.css';
import { DetailPane, type PolicyChange } from './detail-pane.tsx';
import { FilterBar } from './filter-bar.tsx';

interface ConnectionsViewProps {
  readonly feed: ConnectionFeed;
  /** The request bar, its outcome and response, drawn above the table. */
  readonly bar: ReactNode;
  readonly response: ReactNode;
  readonly selectedId: number | null;
  readonly onSelect: (id: number | null) => void;
  readonly isSending: boolean;
  readonly onSendAgain: (detail: ConnectionDetail) => void;
  readonly savePolicy: (policy: Policy) => Promise<boolean>;
}

export const ConnectionsView = (props: ConnectionsViewProps): ReactElement => {
  const { feed, bar, response, selectedId, onSelect, isSending, onSendAgain, savePolicy } = props;
  const { policy } = useAppState();
  const state = useConnectionFeed(feed);
  const [change, setChange] = useState<PolicyChange | null>(null);
  const [now] = useState(() => Date.now());
  const filterRef = useRef<HTMLInputElement>(null);

  const select = (id: number | null): void => {
    if (id !== selectedId) setChange(null);
    onSelect(id);
  };
  const apply = (next: Policy, text: string): void => {
    const before = policy.policy;
    void savePolicy(next).then((isSaved) => {
      if (!isSaved) return;
      setChange({
        text,
        onUndo: () => {
          void savePolicy(before).then(() => {
            setChange(null);
          });
        },
      });
    });
  };
  const offerFor = (host: string, chain: readonly CertificateFacts[], index: number): PinOffer => {
    const pin = chain[index]?.spkiSha256 ?? '';
    const next = adoptPin(policy.policy, host, pin, now);
    const isPinned = policy.policy.pinSets.some(
      ({ pins }, at) =>
        pins.includes(pin) &&
        next.pinSets[at]?.pins.includes(pin) === true &&
        next.pinSets[at].pins.length === pins.length &&
        next.pinSets.length === policy.policy.pinSets.length,
    );
    return {
      meaning: describePinChoice(chain, index, now)?.sentences.join(' ') ?? '',
      isPinned,
      onPin: () => {
        apply(
          adoptPin(policy.policy, host, pin, Date.now()),
          `Pinned for ${host}. Send again to see it hold.`,
        );
      },
    };
  };

  return (
    <div className={classes.view}>
      {bar}
      <div className={classes.panes} data-detail={selectedId !== null || response !== null || undefined}>
        <div className={classes.list}>
          <FilterBar filter={state.filter} onChange={feed.setFilter} inputRef={filterRef} />
          <ConnectionTable
            state={state}
            selectedId={selectedId}
            onSelect={select}
            onOpen={select}
            onClose={() => {
              select(null);
            }}
            onLoadOlder={feed.loadOlder}
            onFollowingChange={feed.setFollowing}
            empty={isFiltering(state.filter) ? <NothingMatches /> : <FirstRun />}
          />
        </div>
        {response !== null && <div className={classes.detail}>{response}</div>}
        {response === null && selectedId !== null && (
          <div className={classes.detail}>
            <DetailPane
              id={selectedId}
              now={now}
              isSending={isSending}
              change={change}
              onClose={() => {
                select(null);
              }}
              onSendAgain={(shown) => {
                setChange(null);
                onSendAgain(shown);
              }}
              onAddDummyPin={(host) => {
                apply(
                  addDummyPin(policy.policy, host, Date.now()),
                  `A dummy pin stands for ${host}. Send again to see it refused.`,
                );
              }}
              offerFor={offerFor}
            />
          </div>
        )}
      </div>
    </div>
  );
};

const NothingMatches = (): ReactElement => (
  <div className={classes.empty}>
    <h2>No connection matches the filter</h2>
    <p>Clear the filter to see the others.</p>
  </div>
);

const FirstRun = (): ReactElement => (
  <div className={classes.empty}>
    <h2>No connections yet</h2>
    <p>Type a host above and press Enter. Then walk through pinning:</p>
    <ol>
      <li>Look at the chain, and at the pin of every certificate.</li>
      <li>Put a dummy pin on the host and send again: it is refused, and the real pins are shown.</li>
      <li>Press “Pin this” on the certificate of your choice and send again: it passes.</li>
      <li>Put mitmproxy into the route in Settings, trust its CA for this run, and see the pin stop it.</li>
    </ol>
  </div>
);
