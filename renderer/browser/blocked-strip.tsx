import { Button } from '@mantine/core';
import { IconShieldX, IconUnlink } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { BrowserState } from '../../common/ipc/browser-state.ts';
import { call } from '../bridge.ts';
import { describeMissing } from './missing-words.ts';
import { Strip } from './strip.tsx';
import classes from './strip.module.css';

/** Parts of the page that were stopped or got no answer, each with the way to its connection. */
export const BlockedStrip = ({
  state: { blocked, blockedCount },
  onOpenConnection,
}: {
  readonly state: BrowserState;
  readonly onOpenConnection: (id: number) => void;
}): ReactElement | null => {
  if (blockedCount === 0) return null;
  const stopped = blocked.filter(({ isBlock }) => isBlock).length;
  return (
    <Strip
      label="Missing parts of the page"
      tone={stopped > 0 ? 'bad' : 'warn'}
      icon={stopped > 0 ? <IconShieldX size={16} aria-hidden /> : <IconUnlink size={16} aria-hidden />}
      summary={describeMissing(blockedCount, stopped)}
      actions={
        stopped > 0 ? (
          <Button
            variant="default"
            title="Loads the page in an epoch of its own: cookies carry over, site storage does not"
            onClick={() => void call('browser.run', { command: 'retry' })}
          >
            Try all again
          </Button>
        ) : null
      }
    >
      {blocked.map(({ id, url, resourceType, reason, connectionId }) => (
        <li key={id}>
          <span className={classes.what}>
            <span className={classes.address}>{url}</span>{' '}
            <span className={classes.quiet}>
              {resourceType}: {reason}
            </span>
          </span>
          {connectionId !== null && (
            <Button
              variant="default"
              aria-label={`Open the connection of ${url}`}
              onClick={() => {
                onOpenConnection(connectionId);
              }}
            >
              Connection
            </Button>
          )}
        </li>
      ))}
    </Strip>
  );
};
