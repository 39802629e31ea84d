import { useRef, useState, type ReactElement, type ReactNode } from 'react';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import { addDummyPin, adoptPin } from '../../common/pinning/adopt-pin.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { describePinChoice } from '../../common/pinning/describe-pin-choice.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import { useAppState } from '../app-state.ts';
import type { SavePolicy } from '../save-policy.ts';
import { stillStands, useUndoKey, type Change, type MadeChange } from '../undo.tsx';
import { SplitPane } from '../ui/split-pane.tsx';
import { changeWindowSettings, readWindowSettings } from '../window-settings.ts';
import { useMinute } from '../ui/use-minute.ts';
import type { PinOffer } from './certificate-card.tsx';
import { ConnectionList } from './connection-list.tsx';
import classes from './connections-view.module.css';
import type { ListModel } from './list-model.ts';
import { DetailPane } from './detail-pane.tsx';

/** What the side pane can show beside the connection: the answer to the last request. */
export interface ResponseTab {
  /** `Response 200` */
  readonly label: string;
  readonly content: ReactNode;
}

interface ConnectionsViewProps {
  readonly model: ListModel;
  /** The request bar and its outcome, drawn above the table. */
  readonly bar: ReactNode;
  readonly response: ResponseTab | null;
  readonly isResponseShown: boolean;
  readonly onShowResponse: (isShown: boolean) => void;
  readonly selectedId: number | null;
  readonly onSelect: (id: number | null) => void;
  readonly isSending: boolean;
  readonly onSendAgain: (detail: ConnectionDetail) => void;
  readonly savePolicy: SavePolicy;
}

export const ConnectionsView = (props: ConnectionsViewProps): ReactElement => {
  const { model, bar, response, isResponseShown, onShowResponse, selectedId, onSelect, isSending } = props;
  const gridRef = useRef<HTMLDivElement>(null);
  const detailRef = useRef<HTMLDivElement>(null);
  const now = useMinute();
  const pinning = usePinning(props.savePolicy, selectedId);

  const close = (): void => {
    onSelect(null);
    onShowResponse(false);
    gridRef.current?.focus();
  };
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
          <ConnectionList
            model={model}
            gridRef={gridRef}
            selectedId={selectedId}
            onSelect={onSelect}
            onEnterDetail={() => {
              requestAnimationFrame(() => detailRef.current?.focus());
            }}
            onClose={close}
          />
        }
        side={side}
        savedWidth={readWindowSettings().detailWidth}
        onWidth={(detailWidth) => {
          changeWindowSettings({ detailWidth });
        }}
      />
    </div>
  );
};

interface Pinning {
  /** Made from the connection that is open. */
  readonly change: Change | null;
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
const usePinning = (savePolicy: SavePolicy, selectedId: number | null): Pinning => {
  const { policy, revision } = useAppState().policy;
  const [made, setMade] = useState<(MadeChange & { readonly on: number | null }) | null>(null);
  const forgetChange = (): void => {
    setMade(null);
  };
  const apply = (next: Policy, text: string): void => {
    void savePolicy(next, revision).then((saved) => {
      if (saved === null) return;
      const onUndo = async (): Promise<boolean> => {
        const undone = await savePolicy(policy, saved);
        forgetChange();
        return undone !== null;
      };
      setMade({ on: selectedId, revision: saved, change: { text, onUndo } });
    });
  };
  const change = made?.on === selectedId ? stillStands(made, revision) : null;
  useUndoKey(change);
  return {
    change,
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
