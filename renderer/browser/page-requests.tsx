import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { HttpRequest } from '../../common/records.ts';
import { wordNetError } from '../ui/error-wording.ts';
import classes from './page-requests.module.css';
import { usePageRequests } from './use-page-requests.ts';

/** Everything that was asked for in the page's name, as the journal has it, each with the way to its connection. */
export const PageRequestsPanel = ({
  pageUrls,
  onOpenConnection,
}: {
  readonly pageUrls: readonly string[];
  readonly onOpenConnection: (id: number) => void;
}): ReactElement => {
  const read = usePageRequests(pageUrls);
  return (
    <section className={classes.panel} aria-label="Requests of the page">
      {read === null || read.rows.length === 0 ? (
        <p className={classes.none}>
          {read === null ? 'Reading the journal…' : 'The journal has no request of this page.'}
        </p>
      ) : (
        <table className={classes.table} aria-label="Requests of the page">
          <thead>
            <tr>
              <th scope="col">Result</th>
              <th scope="col">Method</th>
              <th scope="col">Type</th>
              <th scope="col">URL</th>
              <th scope="col">Connection</th>
            </tr>
          </thead>
          <tbody>
            {read.rows.map((row) => (
              <tr key={row.id} data-failed={row.error !== null || undefined}>
                <td title={row.error ?? undefined}>
                  {describeResult(row.status, row.error)}
                  {row.fromCache && ' (cache)'}
                </td>
                <td>{row.method}</td>
                <td>{typeWords[row.resourceType] ?? row.resourceType}</td>
                <td className={classes.url}>{row.url}</td>
                <td>
                  <ConnectionButtons row={row} onOpenConnection={onOpenConnection} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {read?.hasMore === true && (
        <p className={classes.none}>Only the newest {read.rows.length} are shown.</p>
      )}
    </section>
  );
};

/** The connection; where one of several carried the request, each of them. */
const ConnectionButtons = ({
  row: { url, connectionId, possibleConnectionIds },
  onOpenConnection,
}: {
  readonly row: HttpRequest;
  readonly onOpenConnection: (id: number) => void;
}): ReactElement => {
  const ids = connectionId === null ? possibleConnectionIds : [connectionId];
  return (
    <span className={classes.connections}>
      {ids.length > 1 && 'one of'}
      {ids.map((id, index) => (
        <Button
          key={id}
          variant="default"
          aria-label={
            ids.length === 1
              ? `Open the connection of ${url}`
              : `Open connection ${index + 1} of ${ids.length}, of which one carried ${url}`
          }
          onClick={() => {
            onOpenConnection(id);
          }}
        >
          {ids.length === 1 ? 'Open' : index + 1}
        </Button>
      ))}
    </span>
  );
};

/** Chromium's resource types, where a person would call them otherwise. */
const typeWords: Readonly<Record<string, string>> = { mainFrame: 'page', subFrame: 'frame', xhr: 'fetch' };

const describeResult = (status: number | null, error: string | null): string => {
  if (error === null) return status === null ? 'pending' : String(status);
  return wordNetError(error) ?? error.replace('net::ERR_', '').replaceAll('_', ' ').toLowerCase();
};
