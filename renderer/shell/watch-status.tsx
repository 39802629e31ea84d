import { IconEye } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useWatch } from '../watch-state.ts';
import { useWindowActions } from '../window-actions.ts';
import classes from './status-bar.module.css';

/** While the interceptor takes other clients: where, and whether other computers reach it. */
export const WatchStatus = (): ReactElement | null => {
  const { showView } = useWindowActions();
  const listening = useWatch()?.listening ?? null;
  if (listening === null) return null;
  return (
    <button
      type="button"
      className={classes.item}
      data-tone={listening.isForNetwork ? 'bad' : 'warn'}
      title="Show the watch"
      onClick={() => {
        showView('watch');
      }}
    >
      <IconEye size={14} aria-hidden />
      Watching at{' '}
      <b>
        {listening.host}:{listening.port}
        {listening.isForNetwork && ', open to the network'}
      </b>
    </button>
  );
};
