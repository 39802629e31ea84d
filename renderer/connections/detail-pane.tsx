import { Button, CloseButton, Loader } from '@mantine/core';
import { IconArrowBackUp, IconPinFilled, IconRefresh, IconShieldPlus } from '@tabler/icons-react';
import { useEffect, type ReactElement, type RefObject } from 'react';
import { interceptorReach } from '../../common/interceptor-reach.ts';
import { chainMaker } from '../../common/chain-maker.ts';
import { bracketed } from '../../common/bracketed.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import { hasEnded } from '../../common/weakened.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { ActionBadge, VerdictBadge } from '../ui/verdict-badge.tsx';
import { BothEnds } from './both-ends.tsx';
import type { PinOffer } from './certificate-card.tsx';
import { ChainSection } from './chain-section.tsx';
import { ConnectionFacts, ConnectionRequests } from './connection-facts.tsx';
import classes from './detail-pane.module.css';
import { FailureText } from './failure-text.tsx';
import { HostHistorySection } from './host-history.tsx';
import { ReadMark } from './read-mark.tsx';
import { PinComparison } from './pin-comparison.tsx';
import { TicketButtons } from './ticket-buttons.tsx';
import { WeakenedSection } from './weakened-section.tsx';
import { useConnectionDetail } from './use-connection-detail.ts';
import { noNewVerification, restsOnEarlierVerification } from './verification-words.ts';
import type { Change } from '../undo.tsx';
import { isOwnEscape } from '../ui/escape.ts';

export interface DetailActions {
  readonly onSendAgain: (detail: ConnectionDetail) => void;
  readonly onAddDummyPin: (host: string) => void;
  readonly offerFor: (host: string, chain: readonly CertificateFacts[], index: number) => PinOffer;
}

interface DetailPaneProps extends DetailActions {
  readonly id: number;
  readonly paneRef: RefObject<HTMLDivElement | null>;
  readonly now: number;
  readonly isSending: boolean;
  /** Of the policy, made from this pane. */
  readonly change: Change | null;
  readonly onClose: () => void;
}

export const DetailPane = (props: DetailPaneProps): ReactElement => {
  const { id, paneRef, onClose } = props;
  const state = useConnectionDetail(id);
  useEffect(() => {
    paneRef.current?.scrollTo({ top: 0 });
  }, [id, paneRef]);
  return (
    <div
      className={classes.pane}
      ref={paneRef}
      tabIndex={-1}
      role="region"
      aria-label="Connection detail"
      onKeyDown={(event) => {
        if (isOwnEscape(event)) onClose();
      }}
    >
      {state.kind === 'loading' && (
        <p className={classes.loading}>
          <Loader size={14} /> Reading the connection…
        </p>
      )}
      {state.kind === 'failed' && (
        <div className={classes.head}>
          <FailureNote failure={state.failure} />
        </div>
      )}
      {state.kind === 'shown' && <Detail {...props} detail={state.detail} />}
    </div>
  );
};

const Detail = (props: DetailPaneProps & { readonly detail: ConnectionDetail }): ReactElement => {
  const { detail, now, change, isSending, onClose, onSendAgain, onAddDummyPin, offerFor } = props;
  const { connection, verification, interceptorEvents, requests } = detail;
  const evaluation = verification?.evaluation ?? null;
  const areJudged =
    evaluation !== null &&
    evaluation.expectedPins.length > 0 &&
    (evaluation.verdict === 'mismatch' || evaluation.verdict === 'pinned');
  const trialPins =
    evaluation?.reportOnly?.verdict === 'mismatch' ? evaluation.reportOnly.expectedPins : null;
  return (
    <>
      <header className={`${classes.head ?? ''} ${classes.sticky ?? ''}`}>
        <div className={classes.headline}>
          <VerdictBadge
            verdict={connection.verdict}
            size={20}
            isRead={interceptorReach(connection, verification) === 'read'}
          />
          <ActionBadge action={connection.action} />
          <ReadMark row={connection} />
          <h2 className={classes.host}>
            {bracketed(connection.host)}
            <span>:{connection.port}</span>
          </h2>
          <CloseButton size="sm" aria-label="Close detail" onClick={onClose} />
        </div>
        <p className={classes.reason}>{connection.reason}</p>
        {evaluation?.notInForce
          .filter(({ why }) => !hasEnded(why))
          .map(({ pattern, why }) => (
            <p key={pattern} className={classes.aside}>
              The pin set <code>{pattern}</code> was not in force: {why}.
            </p>
          ))}
        {restsOnEarlierVerification(connection) && <p className={classes.aside}>{noNewVerification.text}</p>}
        {connection.remembered && (
          <p className={classes.aside}>
            Refused before any connection: an earlier rejection in this epoch is remembered. Sending again
            starts anew.
          </p>
        )}
        <div className={classes.actions} data-changed={change !== null || undefined}>
          {change !== null && (
            <span className={classes.change} role="status">
              <IconPinFilled size={14} aria-hidden />
              {change.text}
            </span>
          )}
          <Button
            variant={change !== null || connection.action === 'blocked' ? 'filled' : 'default'}
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={isSending}
            onClick={() => {
              onSendAgain(detail);
            }}
          >
            Send again
          </Button>
          {change !== null && (
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconArrowBackUp size={14} aria-hidden />}
              onClick={() => void change.onUndo()}
            >
              Undo
            </Button>
          )}
          {change === null && connection.verdict === 'unpinned' && (
            <Button
              variant="default"
              leftSection={<IconShieldPlus size={14} aria-hidden />}
              onClick={() => {
                onAddDummyPin(connection.host);
              }}
            >
              Put a dummy pin
            </Button>
          )}
          <TicketButtons detail={detail} />
        </div>
      </header>
      {connection.weakened.length > 0 && <WeakenedSection weakened={connection.weakened} />}
      {areJudged && verification !== null && (
        <PinComparison expectedPins={evaluation.expectedPins} chain={verification.validatedChain} />
      )}
      {!areJudged && trialPins !== null && verification !== null && (
        <PinComparison
          expectedPins={trialPins}
          chain={verification.validatedChain}
          title="Report-only pins against actual"
        />
      )}
      {verification !== null && (
        <ChainSection
          key={verification.id}
          verification={verification}
          interceptor={connection.route.interceptor}
          now={now}
          offerFor={(_, index) => offerFor(verification.host, verification.validatedChain, index)}
          maker={chainMaker(connection.route.interceptor, verification)}
        />
      )}
      {(connection.route.interceptor !== null || interceptorEvents.length > 0) && (
        <BothEnds connection={connection} events={interceptorEvents} />
      )}
      {verification?.failureMessage != null && <FailureText message={verification.failureMessage} />}
      <HostHistorySection host={connection.host} verification={verification} />
      {requests.length > 0 && <ConnectionRequests requests={requests} />}
      <ConnectionFacts connection={connection} verification={verification} />
    </>
  );
};
