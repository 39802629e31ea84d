import { IconHandStop } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { BrowserRefusal } from '../../common/ipc/browser-state.ts';
import { call } from '../bridge.ts';
import { Strip } from './strip.tsx';
import classes from './strip.module.css';

/** What pages asked for and did not get. */
export const RefusalStrip = ({
  refusals,
}: {
  readonly refusals: readonly BrowserRefusal[];
}): ReactElement | null => {
  const [latest] = refusals;
  if (latest === undefined) return null;
  const more = refusals.length > 1 ? ` ${refusals.length - 1} more before.` : '';
  return (
    <Strip
      label="Refused to pages"
      tone="warn"
      icon={<IconHandStop size={16} aria-hidden />}
      summary={`Refused: ${latest.origin} asked ${latest.what}.${more}`}
      onDismiss={() => void call('browser.forgetRefusals', {})}
    >
      {refusals.map(({ id, origin, what, times }) => (
        <li key={id}>
          <span className={classes.what}>
            <span className={classes.address}>{origin}</span> asked {what}
            {times > 1 && <span className={classes.quiet}> {times} times</span>}
          </span>
        </li>
      ))}
    </Strip>
  );
};
