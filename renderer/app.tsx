import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useRef, useState, type ReactElement } from 'react';
import type { ConnectionDetail } from '../common/ipc/contract.ts';
import type { Policy } from '../common/pinning/policy.ts';
import { AppStateProvider, useAppStateStore, type AppStateStore } from './app-state.ts';
import { call } from './bridge.ts';
import type { SavePolicy } from './save-policy.ts';
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

/** Views stay mounted while another is shown, so that nothing typed is lost. */
const Window = (): ReactElement => {
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
  const response = ended?.outcome?.response ?? null;
  const urlRef = useRef<HTMLInputElement>(null);
  const select = (id: number | null): void => {
    setResponseShown(false);
    setSelectedId(id);
  };

  const showOn =
    (shown: View): (() => void) =>
    () => {
      setView(shown);
    };
  useHotkeys(
    [
      [
        'mod+L',
        () => {
          setView('connections');
          requestAnimationFrame(() => urlRef.current?.select());
        },
      ],
      ['mod+1', showOn('connections')],
      ['mod+2', showOn('policy')],
      ['mod+3', showOn('settings')],
    ],
    [],
  );

  const savePolicy: SavePolicy = async (next, basedOn) => {
    const saved = await call('policy.save', { policy: toPlain(next), revision: basedOn });
    if (saved.ok) return saved.value.revision;
    notifications.show({
      color: 'red',
      title: 'The policy was not saved',
      message: saved.error.problems
        .map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`)
        .join('. '),
      autoClose: false,
    });
    return null;
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
        <div className={classes.page} hidden={view !== 'connections'}>
          <ConnectionsView
            feed={feed}
            bar={
              <>
                <RequestBar session={session} urlRef={urlRef} />
                <OutcomeLine
                  session={session}
                  onShowConnection={select}
                  onShowResponse={() => {
                    setResponseShown(true);
                  }}
                />
              </>
            }
            response={
              response === null
                ? null
                : { label: `Response ${response.status}`, content: <ResponsePane response={response} /> }
            }
            isResponseShown={isResponseShown}
            onShowResponse={setResponseShown}
            selectedId={selectedId}
            onSelect={select}
            isSending={running !== null}
            onSendAgain={sendAgain}
            savePolicy={savePolicy}
          />
        </div>
        <div className={classes.page} hidden={view !== 'policy'}>
          <PolicyView savePolicy={savePolicy} />
        </div>
        <div className={classes.page} hidden={view !== 'settings'}>
          <SettingsView
            onJournalCleared={() => {
              setSelectedId(null);
              feed.reload();
            }}
          />
        </div>
      </main>
      <StatusBar onShowSettings={showOn('settings')} onShowPolicy={showOn('policy')} />
    </div>
  );
};

/** The contract's own shape: mutable lists, and `extra` only where there is one. */
const toPlain = (policy: Policy): Parameters<typeof call<'policy.save'>>[1]['policy'] => ({
  ...policy,
  pinSets: policy.pinSets.map((set) => ({ ...set, pins: [...set.pins] })),
});
