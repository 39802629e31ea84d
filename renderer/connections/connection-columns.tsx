import { IconCalendarX, IconEye, IconEyeOff, IconHandStop, IconHistory, IconLink } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { authorityOf, bracketed } from '../../common/bracketed.ts';
import type { RowOrder } from '../../common/connection-list.ts';
import { describeInterceptorSaw } from '../../common/interceptor-words.ts';
import { interceptorReach } from '../../common/interceptor-reach.ts';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import { shortCause } from '../ui/error-wording.ts';
import { formatClock } from '../ui/format-date.ts';
import { formatBytes, formatDuration } from '../ui/format-quantity.ts';
import { ActionBadge, VerdictBadge } from '../ui/verdict-badge.tsx';
import { ReadMark } from './read-mark.tsx';
import { verdictWords } from '../ui/verdict-words.ts';
import classes from './connection-table.module.css';
import { countedBytes, stillCounted, type CountedBytes } from '../../common/counted-bytes.ts';
import { noNewVerification, restsOnEarlierVerification } from './verification-words.ts';

export interface Column {
  readonly name: string;
  readonly heading: string;
  readonly hint: string;
  /** What the list can be ordered by, pressing the heading. */
  readonly order?: RowOrder;
  /** CSS pixels; null: the room that is left. */
  readonly width: number | null;
  /** Shown while nobody chose columns. */
  readonly isUsual: boolean;
  /** Its text can be too long for its usual width. */
  readonly isLong?: true;
  readonly cell: (row: ConnectionRow) => ReactNode;
}

/** Report-only pins beside live ones; where there are no live ones, their verdict is the row's own. */
const hasFailedTrial = ({ reportOnlyVerdict, verdict }: ConnectionRow): boolean =>
  reportOnlyVerdict !== null && reportOnlyVerdict !== 'pinned' && reportOnlyVerdict !== verdict;

const hasEndedPins = ({ verdict, weakened }: ConnectionRow): boolean =>
  verdict === 'unpinned' && weakened.some(({ kind }) => kind === 'pins-ended');

/** In place of the verdict's word: a host that was pinned is another finding than one that never was. */
const EndedPins = ({ row }: { readonly row: ConnectionRow }): ReactElement => (
  <span className={classes.ended} title={`Unpinned. ${row.reason}`}>
    <IconCalendarX size={15} stroke={2} aria-hidden />
    <span>Pins ended</span>
  </span>
);

const Decision = ({ row }: { readonly row: ConnectionRow }): ReactElement => (
  <>
    {hasEndedPins(row) ? (
      <EndedPins row={row} />
    ) : (
      <VerdictBadge verdict={row.verdict} isRead={interceptorReach(row, null) === 'read'} />
    )}
    <ActionBadge action={row.action} />
    <ReadMark row={row} />
    {row.remembered && (
      <IconHistory size={13} aria-label="remembered" title="An earlier rejection in this epoch, remembered" />
    )}
    {restsOnEarlierVerification(row) && (
      <IconLink size={13} aria-label={noNewVerification.label} title={noNewVerification.text} />
    )}
    {hasFailedTrial(row) && row.reportOnlyVerdict !== null && (
      <span className={classes.trial} title="What the report-only pins beside the live ones would have said">
        trial: {verdictWords[row.reportOnlyVerdict].word.toLowerCase()}
      </span>
    )}
  </>
);

/** Why nothing was decided: a name that is not found looks like a silent server otherwise. */
const Cause = ({ row }: { readonly row: ConnectionRow }): ReactElement | null => {
  const cause = row.verdict === 'undecided' && row.errorCode !== null ? shortCause(row.errorCode) : null;
  return cause === null ? null : <span className={classes.cause}> · {cause}</span>;
};

const Bytes = ({
  row,
  of,
}: {
  readonly row: ConnectionRow;
  readonly of: keyof CountedBytes;
}): ReactElement => {
  const bytes = countedBytes(row)[of];
  return bytes === null ? <span title={stillCounted}>–</span> : <>{formatBytes(bytes)}</>;
};

const otherEndIcons = { read: IconEye, refused: IconHandStop, plain: IconEyeOff, none: null } as const;

const OtherEnd = ({ row }: { readonly row: ConnectionRow }): ReactElement => {
  const { text, inFull, tone } = describeInterceptorSaw(row.interceptorSaw, row.route.interceptor);
  const ToneIcon = otherEndIcons[tone];
  return (
    <span className={classes.otherEnd} data-tone={tone} title={inFull}>
      {ToneIcon !== null && <ToneIcon size={14} aria-hidden />}
      {text}
    </span>
  );
};

export const allColumns: readonly Column[] = [
  {
    name: 'decision',
    order: 'verdict',
    width: 196,
    isUsual: true,
    heading: 'Client decided',
    hint: 'What Pinspect found, and what it did',
    cell: (row) => <Decision row={row} />,
  },
  {
    name: 'host',
    order: 'host',
    width: null,
    isUsual: true,
    isLong: true,
    heading: 'Host',
    hint: 'Host and port',
    cell: (row) => (
      <span title={`${authorityOf(row)}. ${row.reason}`}>
        {bracketed(row.host)}
        <span className={classes.faint}>:{row.port}</span>
        <Cause row={row} />
      </span>
    ),
  },
  {
    name: 'other-end',
    width: 230,
    isUsual: true,
    isLong: true,
    heading: 'Interceptor saw',
    hint: "What the interceptor's own events say",
    cell: (row) => <OtherEnd row={row} />,
  },
  {
    name: 'sent',
    order: 'sent',
    width: 84,
    isUsual: true,
    heading: 'Data sent',
    hint: "Bytes of application data that left after the server's hello",
    cell: (row) => <Bytes row={row} of="applicationBytesSent" />,
  },
  {
    name: 'tls',
    order: 'tls',
    width: 172,
    isUsual: true,
    isLong: true,
    heading: 'TLS',
    hint: 'TLS version',
    cell: (row) => row.tlsVersion ?? '–',
  },
  {
    name: 'route',
    order: 'route',
    width: 130,
    isUsual: true,
    isLong: true,
    heading: 'Route',
    hint: 'How the connection left',
    cell: (row) => <span title={row.route.text}>{row.route.text}</span>,
  },
  {
    name: 'decided',
    order: 'decided',
    width: 84,
    isUsual: true,
    heading: 'Decided in',
    hint: 'From the first byte to the decision',
    cell: (row) => (row.decidedMs === null ? '–' : formatDuration(row.decidedMs)),
  },
  {
    name: 'time',
    order: 'time',
    width: 80,
    isUsual: true,
    heading: 'Time',
    hint: 'When it began',
    cell: (row) => <span title={new Date(row.startedAt).toLocaleString()}>{formatClock(row.startedAt)}</span>,
  },
  {
    name: 'address',
    width: 150,
    isUsual: false,
    isLong: true,
    heading: 'Address',
    hint: 'Address and port of the next hop',
    cell: (row) => row.address ?? '–',
  },
  {
    name: 'cipher',
    width: 190,
    isUsual: false,
    isLong: true,
    heading: 'Cipher suite',
    hint: 'What the two ends agreed on',
    cell: (row) => row.cipherSuite ?? '–',
  },
  {
    name: 'error',
    width: 140,
    isUsual: false,
    isLong: true,
    heading: 'Error',
    hint: 'The code that scripts see',
    cell: (row) => row.errorCode ?? '–',
  },
  {
    name: 'received',
    width: 84,
    isUsual: false,
    heading: 'Received',
    hint: 'Bytes received, the handshake included',
    cell: (row) => <Bytes row={row} of="bytesReceived" />,
  },
  {
    name: 'epoch',
    width: 64,
    isUsual: false,
    heading: 'Epoch',
    hint: 'The network session it belongs to',
    cell: (row) => row.epoch,
  },
];
