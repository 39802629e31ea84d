import {
  IconAlertTriangle,
  IconArrowsRightLeft,
  IconCertificate,
  IconClock,
  IconDatabase,
  IconFlask,
  IconPin,
  IconRoute,
  IconShieldX,
  IconSpy,
} from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import type { AppState } from '../../common/ipc/state.ts';
import { nameOverrideText } from '../../common/name-override.ts';
import { useAppState } from '../app-state.ts';
import { useBrowserState } from '../browser-state.ts';
import { call, listen } from '../bridge.ts';
import { describeSchedules } from '../requests/schedule-words.ts';
import { useRuns } from '../requests/runs-store.ts';
import { useWindowActions } from '../window-actions.ts';
import { startOfToday } from '../ui/format-date.ts';
import { countOf } from '../ui/format-quantity.ts';
import { useMinute } from '../ui/use-minute.ts';
import { describeModes, describeRoute, describeTrust } from './describe-state.ts';
import classes from './status-bar.module.css';
import { ToldErrors } from './told-errors.tsx';
import { UnreadableMark } from './unreadable-mark.tsx';
import { WatchStatus } from './watch-status.tsx';

/** What always has to be seen: the way out, who listens, what is enforced, what is weakened, what failed today. */
export const StatusBar = (): ReactElement => {
  const { showView } = useWindowActions();
  const onShowSettings = (): void => {
    showView('settings');
  };
  const onShowPolicy = (): void => {
    showView('policy');
  };
  const { interceptor, trustedAuthorities, overrides, electron, policy, epoch, route } = useAppState();
  const { storageOrigins } = useBrowserState();
  const barRef = useRef<HTMLElement>(null);
  useHeightForOthers(barRef);
  const now = useMinute();
  const failedToday = usePinsFailedToday();
  const trust = describeTrust(trustedAuthorities);
  const modes = describeModes(policy.policy, now);
  const schedules = describeSchedules([...useRuns().values()], now);
  return (
    <footer ref={barRef} className={classes.bar} aria-label="Status">
      <button type="button" className={classes.item} title="Change the route" onClick={onShowSettings}>
        <IconRoute size={14} aria-hidden />
        <span className={classes.word}>Route</span> <b>{describeRoute(route)}</b>
      </button>
      <button
        type="button"
        className={classes.item}
        data-tone={
          interceptor.kind === 'running' ? 'warn' : interceptor.kind === 'failed' ? 'bad' : undefined
        }
        title="Change the interceptor"
        onClick={onShowSettings}
      >
        <IconSpy size={14} aria-hidden />
        <InterceptorWords interceptor={interceptor} />
      </button>
      <WatchStatus />
      <button
        type="button"
        className={classes.item}
        data-tone={trust === null ? undefined : 'warn'}
        title="Change which CAs are trusted beside those of this computer"
        onClick={onShowSettings}
      >
        {trust === null ? (
          <>
            <IconCertificate size={14} aria-hidden />
            <b>No extra CA</b>
          </>
        ) : (
          <>
            <IconAlertTriangle size={14} aria-hidden />
            {trust}
          </>
        )}
      </button>
      {overrides.length > 0 && (
        <button
          type="button"
          className={classes.item}
          data-tone="warn"
          title={overrides.map(nameOverrideText).join(', ')}
          onClick={onShowSettings}
        >
          <IconArrowsRightLeft size={14} aria-hidden />
          {countOf(overrides.length, 'name override')}
        </button>
      )}
      <button
        type="button"
        className={classes.item}
        data-tone={modes.isWeakened ? 'warn' : undefined}
        title="Change the policy"
        onClick={onShowPolicy}
      >
        {modes.isWeakened ? <IconAlertTriangle size={14} aria-hidden /> : <IconPin size={14} aria-hidden />}
        <span className={classes.word}>Pin sets</span> <b>{modes.text}</b>
      </button>
      {policy.unreadable !== null && (
        <UnreadableMark unreadable={policy.unreadable} onShowPolicy={onShowPolicy} />
      )}
      <span className={classes.item} data-tone={failedToday > 0 ? 'bad' : undefined}>
        <IconShieldX size={14} aria-hidden />
        Pins failed today <b>{failedToday.toLocaleString('en')}</b>
      </span>
      <ToldErrors />
      {storageOrigins.length > 0 && (
        <button
          type="button"
          className={classes.item}
          data-tone="warn"
          title={`Lost with the next change of policy, route or trust: ${storageOrigins.join(', ')}`}
          onClick={() => {
            showView('browser');
          }}
        >
          <IconDatabase size={14} aria-hidden />
          <span className={classes.word}>A change now</span> <b>loses site storage</b>
        </button>
      )}
      {schedules !== null && (
        <button
          type="button"
          className={classes.item}
          title="Change the schedules"
          onClick={() => {
            showView('requests');
          }}
        >
          <IconClock size={14} aria-hidden />
          <span className={classes.word}>Scheduled runs</span> <b>{schedules}</b>
        </button>
      )}
      <span className={`${classes.item ?? ''} ${classes.epoch ?? ''}`} title={`Since ${epoch.why}`}>
        Epoch <b>{epoch.number}</b>
      </span>
      {electron.isDevelopmentRuntime && (
        <span
          className={`${classes.item ?? ''} ${classes.last ?? ''}`}
          data-tone="warn"
          title={`Electron ${electron.version}: not the one that the product ships with`}
        >
          <IconFlask size={14} aria-hidden />
          <span>Development runtime</span>
          <span className={classes.version}>Electron {electron.version}</span>
        </span>
      )}
    </footer>
  );
};

const InterceptorWords = ({ interceptor }: Pick<AppState, 'interceptor'>): ReactElement => {
  switch (interceptor.kind) {
    case 'off':
      return (
        <>
          Interceptor <b>off</b>
        </>
      );
    case 'starting':
      return (
        <>
          Interceptor <b>starting…</b>
        </>
      );
    case 'running':
      return <b>through {interceptor.name}</b>;
    case 'failed':
      return (
        <>
          Interceptor <b>failed</b>
        </>
      );
  }
};

/** Notifications stand above the bar, which has more lines in a narrow window: no mark in it is ever hidden. */
const useHeightForOthers = (bar: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    const { current } = bar;
    if (current === null) return;
    const observer = new ResizeObserver(() => {
      document.documentElement.style.setProperty('--status-height', `${current.offsetHeight}px`);
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [bar]);
};

const refreshMs = 500;

const usePinsFailedToday = (): number => {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const read = (): void => {
      void call('journal.totals', { since: startOfToday(Date.now()) }).then(({ pinsFailed }) => {
        setCount(pinsFailed);
      });
    };
    read();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unlisten = listen('journal.written', () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        read();
      }, refreshMs);
    });
    const unlistenReplaced = listen('journal.replaced', read);
    return () => {
      clearTimeout(timer);
      unlisten();
      unlistenReplaced();
    };
  }, []);
  return count;
};
