import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
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
            {read.rows.map(({ id, status, error, fromCache, method, resourceType, url, connectionId }) => (
              <tr key={id} data-failed={error !== null || undefined}>
                <td title={error ?? undefined}>
                  {describeResult(status, error)}
                  {fromCache && ' (cache)'}
                </td>
                <td>{method}</td>
                <td>{typeWords[resourceType] ?? resourceType}</td>
                <td className={classes.url}>{url}</td>
                <td>
                  {connectionId !== null && (
                    <Button
                      variant="default"
                      aria-label={`Open the connection of ${url}`}
                      onClick={() => {
                        onOpenConnection(connectionId);
                      }}
                    >
                      Open
                    </Button>
                  )}
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

/** Chromium's resource types, where a person would call them otherwise. */
const typeWords: Readonly<Record<string, string>> = { mainFrame: 'page', subFrame: 'frame', xhr: 'fetch' };

const describeResult = (status: number | null, error: string | null): string => {
  if (error === null) return status === null ? 'pending' : String(status);
  if (error === 'net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN') return 'stopped by the policy';
  return error.replace('net::ERR_', '').replaceAll('_', ' ').toLowerCase();
};
