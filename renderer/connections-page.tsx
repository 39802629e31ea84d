import { notifications } from '@mantine/notifications';
import { useEffect, useState, type ReactElement } from 'react';
import type { ConnectionDetail } from '../common/ipc/contract.ts';
import type { Draft } from '../common/requests/request-draft.ts';
import { addressField } from './address-field.ts';
import { ConnectionsView } from './connections/connections-view.tsx';
import { createListModel } from './connections/list-model.ts';
import { openConnection, useOpenConnection } from './open-connection.ts';
import { collectionsStore } from './requests/collections-store.ts';
import { keptRequest } from './requests/kept-request.ts';
import { OutcomeLine } from './requests/outcome-line.tsx';
import { RequestBar } from './requests/request-bar.tsx';
import { createRequestSession, useRequestSession } from './requests/request-session.ts';
import { ResponsePane } from './requests/response-pane.tsx';
import { useWindowActions } from './window-actions.ts';

const keep = async (draft: Draft): Promise<void> => {
  await collectionsStore.load();
  const name = collectionsStore.addRequests([draft]);
  if (name !== null) notifications.show({ message: `Kept in “${name}”, in Requests.` });
};

/** The Connections view with the request bar above it: the two know nothing of each other. */
export const ConnectionsPage = (): ReactElement => {
  const { savePolicy } = useWindowActions();
  const selectedId = useOpenConnection();
  const [isResponseShown, setResponseShown] = useState(false);
  const [model] = useState(createListModel);
  const [session] = useState(() =>
    createRequestSession(({ outcome }) => {
      const last = outcome?.hops.at(-1)?.connectionId;
      if (last != null) openConnection.set(last);
      setResponseShown(false);
    }, keptRequest),
  );
  const { running, ended } = useRequestSession(session);
  const response = ended?.outcome?.response ?? null;
  useEffect(
    () =>
      openConnection.subscribe(() => {
        setResponseShown(false);
      }),
    [],
  );

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
    <ConnectionsView
      model={model}
      bar={
        <>
          <RequestBar session={session} urlRef={addressField} onSave={(draft) => void keep(draft)} />
          <OutcomeLine
            session={session}
            onShowConnection={openConnection.set}
            onShowResponse={() => {
              setResponseShown(true);
            }}
          />
        </>
      }
      response={
        ended === null || response === null
          ? null
          : {
              label: `Response ${response.status}`,
              content: <ResponsePane ended={ended} onShowConnection={openConnection.set} />,
            }
      }
      isResponseShown={isResponseShown}
      onShowResponse={setResponseShown}
      selectedId={selectedId}
      onSelect={openConnection.set}
      isSending={running !== null}
      onSendAgain={sendAgain}
      savePolicy={savePolicy}
    />
  );
};
