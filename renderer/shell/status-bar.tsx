import { useEffect, useState, type ReactElement } from 'react';
import type { AppState } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call, listen } from '../bridge.ts';
import classes from './shell.module.css';

const routeText = ({ route }: AppState): string =>
  route.kind === 'proxy'
    ? route.url.replace(/\/\/[^@/]*@/, '//…@')
    : route.kind === 'direct'
      ? 'direct'
      : 'system proxy';

const modesText = ({ policy }: AppState): string => {
  const modes = new Set(policy.policy.pinSets.map(({ mode }) => mode));
  if (modes.size === 0) return 'no pins';
  return (['enforce', 'report-only', 'off'] as const).filter((mode) => modes.has(mode)).join(' / ');
};

const startOfToday = (): number => new Date().setHours(0, 0, 0, 0);

/** What always has to be seen: the way out, who listens, what is enforced, what is weakened, what failed today. */
export const StatusBar = (): ReactElement => {
  const state = useAppState();
  const failedToday = usePinsFailedToday();
  const { interceptor, trustedForRun, electron, policy, epoch } = state;
  return (
    <footer className={classes.status} aria-label="Status">
      <span>
        Route <b>{routeText(state)}</b>
      </span>
      {interceptor.kind === 'running' && <span className={classes.mark}>through {interceptor.name}</span>}
      <span>
        Modes <b>{modesText(state)}</b>
        {policy.policy.unpinnedHosts === 'refuse' && ', unpinned hosts refused'}
      </span>
      {trustedForRun.length > 0 && (
        <span className={classes.mark}>
          ⚠ {trustedForRun.length === 1 ? 'A CA is' : `${trustedForRun.length} CAs are`} trusted for this run
        </span>
      )}
      <span className={failedToday > 0 ? classes.bad : undefined}>
        Pins failed today <b>{failedToday}</b>
      </span>
      <span title={epoch.why}>
        Epoch <b>{epoch.number}</b>
      </span>
      {electron.isDevelopmentRuntime && (
        <span className={classes.mark}>development runtime: Electron {electron.version}</span>
      )}
    </footer>
  );
};

const usePinsFailedToday = (): number => {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const read = (): void => {
      void call('journal.totals', { since: startOfToday() }).then(({ pinsFailed }) => {
        setCount(pinsFailed);
      });
    };
    read();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unlisten = listen('journal.written', () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        read();
      }, 500);
    });
    return () => {
      clearTimeout(timer);
      unlisten();
    };
  }, []);
  return count;
};
