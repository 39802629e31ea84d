import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useRef, useState, type ReactElement } from 'react';
import type { ConnectionDetail } from '../common/ipc/contract.ts';
import type { Policy } from '../common/pinning/policy.ts';
import { AppStateProvider, useAppState, useAppStateStore, type AppStateStore } from './app-state.ts';
import { call } from './bridge.ts';
import { createConnectionFeed } from './connections/connection-feed.ts';
import { ConnectionsView } from './connections/connections-view.tsx';
import { PolicyView } from './policy/policy-view.tsx';
import { OutcomeLine } from './requests/outcome-line.tsx';
import { RequestBar } from './requests/request-bar.tsx';
import { createRequestSession, useRequestSession } from './requests/request-session.ts';
import { ResponsePane } from './requests/response-pane.tsx';
import { SettingsView } from './settings/settings-view.tsx';
import { NavigationRail, type View } from './shell/navigation-rail.tsx';
import { Notices } from './shell/notices.tsx';
import classes from './shell/shell.module.css';
import { StatusBar } from './shell/status-bar.tsx';

export const App = ({ store }: { readonly store: AppStateStore }): ReactElement | null => {
  const state = useAppStateStore(store);
  return state === null ? null : (
    <AppStateProvider value={state}>
      <Window />
    </AppStateProvider>
  );
};

/** A connection to show when a request ends: the last hop's, where it failed or nothing was chosen yet. */
const Window = (): ReactElement => {
  const { policy } = useAppState();
  const [view, setView] = useState<View>('connections');
  const [selectedId, setSelectedId] = useState<number | null>(null);
  const [isResponseShown, setResponseShown] = useState(false);
  const [feed] = useState(createConnectionFeed);
  const [session] = useState(() =>
    createRequestSession(({ outcome }) => {
      const last = outcome?.hops.at(-1)?.connectionId;
      if (last != null) setSelectedId(last);
      setResponseShown(false);
    }),
  );
  const { running, ended } = useRequestSession(session);
  const urlRef = useRef<HTMLInputElement>(null);

  useHotkeys(
    [
      [
        'mod+L',
        () => {
          setView('connections');
          requestAnimationFrame(() => urlRef.current?.select());
        },
      ],
      [
        'mod+1',
        () => {
          setView('connections');
        },
      ],
      [
        'mod+2',
        () => {
          setView('policy');
        },
      ],
      [
        'mod+3',
        () => {
          setView('settings');
        },
      ],
    ],
    [],
  );

  const savePolicy = async (next: Policy): Promise<boolean> => {
    const saved = await call('policy.save', { policy: toPlain(next), revision: policy.revision });
    if (saved.ok) return true;
    notifications.show({
      color: 'red',
      title: 'The policy was not saved',
      message: saved.error.problems
        .map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
        .join('. '),
      autoClose: false,
    });
    return false;
  };
  const sendAgain = ({ connection, requests }: ConnectionDetail): void => {
    const [request] = requests;
    const scheme = connection.protocol === 'tls' ? 'https' : 'http';
    const host = connection.host.includes(':') ? `[${connection.host}]` : connection.host;
    const same = ended !== null && ended.sent.url === request?.url ? ended.sent : null;
    session.send(
      same ?? {
        method: 'GET',
        url: request?.url ?? `${scheme}://${host}:${connection.port}/`,
        headers: [],
        body: '',
      },
    );
  };

  return (
    <div className={classes.frame}>
      <NavigationRail view={view} onChange={setView} />
      <main className={classes.view}>
        <Notices />
        {view === 'connections' && (
          <ConnectionsView
            feed={feed}
            bar={
              <>
                <RequestBar session={session} urlRef={urlRef} />
                <OutcomeLine
                  session={session}
                  onShowConnection={(id) => {
                    setResponseShown(false);
                    setSelectedId(id);
                  }}
                  onShowResponse={() => {
                    setResponseShown(!isResponseShown);
                  }}
                />
              </>
            }
            response={isResponseShown ? <ResponsePane outcome={ended?.outcome ?? null} /> : null}
            selectedId={selectedId}
            onSelect={(id) => {
              setResponseShown(false);
              setSelectedId(id);
            }}
            isSending={running !== null}
            onSendAgain={sendAgain}
            savePolicy={savePolicy}
          />
        )}
        {view === 'policy' && <PolicyView savePolicy={savePolicy} />}
        {view === 'settings' && (
          <SettingsView
            onJournalCleared={() => {
              setSelectedId(null);
              feed.reload();
            }}
          />
        )}
      </main>
      <StatusBar />
    </div>
  );
};

/** The contract's own shape: mutable lists, and `extra` only where there is one. */
const toPlain = (policy: Policy): Parameters<typeof call<'policy.save'>>[1]['policy'] => ({
  ...policy,
  pinSets: policy.pinSets.map((set) => ({ ...set, pins: [...set.pins] })),
});
