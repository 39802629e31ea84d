import { Button, CloseButton, Progress } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { BrowserDownload } from '../../common/ipc/browser-state.ts';
import { call } from '../bridge.ts';
import { formatBytes } from '../ui/format-quantity.ts';
import classes from './strip.module.css';
import download from './download-strip.module.css';

const act = (id: number, action: 'cancel' | 'show' | 'dismiss'): void =>
  void call('browser.download', { id, action });

/** Files that pages handed over: one line each, as they come in. */
export const DownloadStrip = ({
  downloads,
}: {
  readonly downloads: readonly BrowserDownload[];
}): ReactElement | null =>
  downloads.length === 0 ? null : (
    <section className={classes.strip} aria-label="Downloads">
      <ul className={download.rows}>
        {downloads.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );

const Row = ({ one }: { readonly one: BrowserDownload }): ReactElement => {
  const { id, name, path, state, receivedBytes, totalBytes } = one;
  return (
    <li className={classes.line}>
      <span className={classes.icon}>
        <IconDownload size={16} aria-hidden />
      </span>
      <p className={classes.summary} role="status" title={path}>
        <strong>{name}</strong> <span className={classes.quiet}>{describeDownload(one)}</span>
      </p>
      {state === 'running' && totalBytes !== null && (
        <Progress
          className={download.progress ?? ''}
          value={(100 * receivedBytes) / totalBytes}
          aria-label={`${name} received`}
        />
      )}
      {state === 'running' && (
        <Button
          variant="default"
          onClick={() => {
            act(id, 'cancel');
          }}
        >
          Cancel
        </Button>
      )}
      {state === 'done' && (
        <Button
          variant="default"
          onClick={() => {
            act(id, 'show');
          }}
        >
          Show in folder
        </Button>
      )}
      {state !== 'running' && (
        <CloseButton
          size="sm"
          aria-label={`Dismiss ${name}`}
          onClick={() => {
            act(id, 'dismiss');
          }}
        />
      )}
    </li>
  );
};

const describeDownload = ({ state, host, receivedBytes, totalBytes, path }: BrowserDownload): string => {
  const from = host === '' ? '' : ` from ${host}`;
  switch (state) {
    case 'running':
      return totalBytes === null
        ? `${formatBytes(receivedBytes)}${from}`
        : `${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}${from}`;
    case 'done':
      return `${formatBytes(receivedBytes)}${from}, saved as ${path}`;
    case 'cancelled':
      return `cancelled${from}; nothing is kept`;
    case 'failed':
      return `not complete${from}: the connection ended or was stopped`;
  }
};
