import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import { requestTitle, type Collection, type SavedRequest } from '../../common/requests/collection.ts';
import type { ChangedRequest, CollectionRun, RunRow } from '../../common/requests/collection-run.ts';
import { formatDuration } from '../ui/format-quantity.ts';
import { ActionBadge, VerdictBadge } from '../ui/verdict-badge.tsx';
import { collectionsStore } from './collections-store.ts';
import classes from './run-table.module.css';
import { lastRowOf } from './last-row.ts';

/** Each request of the collection with how it was judged and answered in the last run. */
export const RunTable = ({
  collection,
  run,
  pointedAt,
  onShowConnection,
}: {
  readonly collection: Collection;
  readonly run: CollectionRun | null;
  readonly pointedAt: ChangedRequest | null;
  readonly onShowConnection: (connectionId: number) => void;
}): ReactElement => (
  <table className={classes.table} aria-label={`Requests of ${collection.name}`}>
    <thead>
      <tr>
        <th scope="col">Request</th>
        <th scope="col">Verdict</th>
        <th scope="col">Status</th>
        <th scope="col">Time</th>
        <th scope="col">
          <span className={classes.hidden}>Connection</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {collection.requests.map((request) => (
        <Row
          key={request.id}
          request={request}
          collectionId={collection.id}
          row={lastRowOf(run, request)}
          pointedAt={pointedAt?.requestId === request.id ? pointedAt : null}
          onShowConnection={onShowConnection}
        />
      ))}
    </tbody>
  </table>
);

const statusOf = ({ step, outcome, hops }: RunRow): string => {
  if (step !== 'done') return step;
  const status = hops.at(-1)?.status ?? null;
  const redirects = hops.length - 1;
  const after = redirects > 0 ? ` after ${redirects} ${redirects === 1 ? 'redirect' : 'redirects'}` : '';
  if (status !== null) return `${status}${after}`;
  return outcome === 'not-sent' ? 'not sent' : `${outcome ?? ''}${after}`;
};

const Row = ({
  request,
  collectionId,
  row,
  pointedAt,
  onShowConnection,
}: {
  readonly request: SavedRequest;
  readonly collectionId: string;
  readonly row: RunRow | null;
  /** Null: not at this one. */
  readonly pointedAt: ChangedRequest | null;
  readonly onShowConnection: (connectionId: number) => void;
}): ReactElement => {
  const title = requestTitle(request);
  const last = row?.hops.at(-1) ?? null;
  const connectionId = last?.connectionId ?? null;
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (pointedAt === null) return;
    // This scrolls to it, too.
    opener.current?.focus();
    collectionsStore.endPointing();
  }, [pointedAt]);
  return (
    <tr data-step={row?.step}>
      <th scope="row">
        <button
          ref={opener}
          type="button"
          className={classes.request}
          onClick={() => {
            collectionsStore.open({ collectionId, requestId: request.id });
          }}
        >
          <span>{request.method}</span> {title}
        </button>
        {row?.failure != null && <p className={classes.note}>{row.failure.message}</p>}
        {row?.changes.map((change) => (
          <p key={change} className={classes.change}>
            <IconAlertTriangle size={13} aria-hidden /> {change}
          </p>
        ))}
      </th>
      <td>
        {(row?.hops ?? []).map((hop, place) => (
          <span key={place} className={classes.verdict} title={hop.url}>
            {hop.verdict !== null && <VerdictBadge verdict={hop.verdict} size={14} />}
            {hop.action !== null && <ActionBadge action={hop.action} />}
          </span>
        ))}
      </td>
      <td>{row === null ? '' : statusOf(row)}</td>
      <td className={classes.time}>{row?.durationMs == null ? '' : formatDuration(row.durationMs)}</td>
      <td>
        {connectionId !== null && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Show the connection of ${title}`}
            onClick={() => {
              onShowConnection(connectionId);
            }}
          >
            Connection
          </Button>
        )}
      </td>
    </tr>
  );
};
