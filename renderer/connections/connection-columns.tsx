import { IconEye, IconEyeOff, IconHandStop, IconHistory, IconLink } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import { shortCause } from '../ui/error-wording.ts';
import { formatClock } from '../ui/format-date.ts';
import { formatBytes, formatDuration } from '../ui/format-quantity.ts';
import { ActionBadge, VerdictBadge } from '../ui/verdict-badge.tsx';
import { verdictWords } from '../ui/verdict-words.ts';
import classes from './connection-table.module.css';
import { describeInterceptorSaw } from './interceptor-words.ts';
import { noNewVerification, restsOnEarlierVerification } from './verification-words.ts';

/** A column is its heading, a name for the style sheet (which hides it where there is no room), and a cell. */
export interface Column {
  readonly name: string;
  readonly heading: string;
  readonly hint: string;
  readonly cell: (row: ConnectionRow) => ReactNode;
}

/** Report-only pins beside live ones; where there are no live ones, their verdict is the row's own. */
const hasFailedTrial = ({ reportOnlyVerdict, verdict }: ConnectionRow): boolean =>
  reportOnlyVerdict !== null && reportOnlyVerdict !== 'pinned' && reportOnlyVerdict !== verdict;

const Decision = ({ row }: { readonly row: ConnectionRow }): ReactElement => (
  <>
    <VerdictBadge verdict={row.verdict} />
    <ActionBadge action={row.action} />
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

const otherEndIcons = { read: IconEye, refused: IconHandStop, plain: IconEyeOff, none: null } as const;

const OtherEnd = ({ row }: { readonly row: ConnectionRow }): ReactElement => {
  const { text, tone } = describeInterceptorSaw(row.interceptorSaw, row.route.interceptor);
  const ToneIcon = otherEndIcons[tone];
  return (
    <span className={classes.otherEnd} data-tone={tone} title={text}>
      {ToneIcon !== null && <ToneIcon size={14} aria-hidden />}
      <span className={classes.ellipsis}>{text}</span>
    </span>
  );
};

const allColumns: readonly Column[] = [
  {
    name: 'decision',
    heading: 'Client decided',
    hint: 'What Pinspect found, and what it did',
    cell: (row) => <Decision row={row} />,
  },
  {
    name: 'host',
    heading: 'Host',
    hint: 'Host and port',
    cell: (row) => (
      <span className={classes.ellipsis} title={`${row.host}:${row.port}. ${row.reason}`}>
        {row.host}
        <span className={classes.faint}>:{row.port}</span>
        <Cause row={row} />
      </span>
    ),
  },
  {
    name: 'other-end',
    heading: 'Interceptor saw',
    hint: "What the interceptor's own events say",
    cell: (row) => <OtherEnd row={row} />,
  },
  {
    name: 'sent',
    heading: 'Data sent',
    hint: "Bytes of application data that left after the server's hello",
    cell: (row) => formatBytes(row.applicationBytesSent),
  },
  {
    name: 'tls',
    heading: 'TLS',
    hint: 'TLS version and ALPN',
    cell: (row) => [row.tlsVersion, row.alpn].filter((part) => part !== null).join(' · ') || '–',
  },
  {
    name: 'route',
    heading: 'Route',
    hint: 'How the connection left',
    cell: (row) => (
      <span className={classes.ellipsis} title={row.route.text}>
        {row.route.text}
      </span>
    ),
  },
  {
    name: 'decided',
    heading: 'Decided',
    hint: 'From the first byte to the decision',
    cell: (row) => (row.decidedMs === null ? '–' : formatDuration(row.decidedMs)),
  },
  { name: 'time', heading: 'Time', hint: 'When it began', cell: (row) => formatClock(row.startedAt) },
];

const withoutInterceptor = allColumns.filter(({ name }) => name !== 'other-end');

/** The other end has a column only where there is, or was, one. */
export const columnsFor = (hasInterceptor: boolean): readonly Column[] =>
  hasInterceptor ? allColumns : withoutInterceptor;
