import { Button, CloseButton, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconChevronDown,
  IconFileImport,
  IconFolderPlus,
  IconPlayerPlay,
  IconPlus,
  IconServer2,
  IconTerminal2,
} from '@tabler/icons-react';
import { useMemo, useRef, useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import type { Collection } from '../../common/requests/collection.ts';
import { call } from '../bridge.ts';
import { useCommands, type Command } from '../commands.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { useWindowActions } from '../window-actions.ts';
import { AddHostsDialog, PasteCurlDialog } from './add-dialogs.tsx';
import { CollectionPage } from './collection-page.tsx';
import { CollectionTree } from './collection-tree.tsx';
import { collectionsStore, useCollections } from './collections-store.ts';
import { RequestEditor } from './request-editor.tsx';
import classes from './requests-view.module.css';
import { useRuns } from './runs-store.ts';

type Dialog = 'hosts' | 'curl' | null;

export const RequestsView = ({ isShown }: { readonly isShown: boolean }): ReactElement => {
  const { isLoaded, collections, opened, pointedAt } = useCollections();
  const runs = useRuns();
  const { openConnection, showView } = useWindowActions();
  const [dialog, setDialog] = useState<Dialog>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const nameRef = useRef<HTMLInputElement>(null);
  const collection = collections.find(({ id }) => id === opened?.collectionId) ?? null;
  const request = collection?.requests.find(({ id }) => id === opened?.requestId) ?? null;

  const importFile = async (): Promise<void> => {
    setFailure(null);
    const read = await call('collections.import', {});
    if (!read.ok) setFailure(read.error);
    else if (read.value !== null) collectionsStore.addImported(read.value);
  };
  const exportCollection = async (id: string): Promise<void> => {
    setFailure(null);
    await collectionsStore.flush();
    const saved = await call('collections.export', { id });
    if (!saved.ok) setFailure(saved.error);
    else if (saved.value !== null) notifications.show({ message: `Saved to ${saved.value}.` });
  };
  const rename = (): void => {
    requestAnimationFrame(() => nameRef.current?.select());
  };
  useRequestCommands(collections, setDialog, () => {
    showView('requests');
  });

  return (
    <div className={classes.view}>
      <div className={classes.panes}>
        <aside className={classes.side} inert={!isLoaded}>
          <div className={classes.tools}>
            <Menu position="bottom-start">
              <Menu.Target>
                <Button
                  leftSection={<IconPlus size={14} aria-hidden />}
                  rightSection={<IconChevronDown size={13} aria-hidden />}
                >
                  Add
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconPlus size={14} aria-hidden />}
                  onClick={() => {
                    collectionsStore.addRequests();
                  }}
                >
                  New request
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconServer2 size={14} aria-hidden />}
                  onClick={() => {
                    setDialog('hosts');
                  }}
                >
                  Add hosts…
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconTerminal2 size={14} aria-hidden />}
                  onClick={() => {
                    setDialog('curl');
                  }}
                >
                  Paste a curl command…
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconFolderPlus size={14} aria-hidden />}
                  onClick={() => {
                    collectionsStore.addCollection('New collection');
                    rename();
                  }}
                >
                  New collection
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <Button
              variant="default"
              leftSection={<IconFileImport size={14} aria-hidden />}
              onClick={() => void importFile()}
            >
              Import…
            </Button>
          </div>
          {failure !== null && (
            <div className={classes.failure}>
              <FailureNote failure={failure} />
              <CloseButton
                size="sm"
                aria-label="Dismiss the failure"
                onClick={() => {
                  setFailure(null);
                }}
              />
            </div>
          )}
          <CollectionTree
            collections={collections}
            opened={opened}
            runs={runs}
            onRename={rename}
            onExport={(id) => void exportCollection(id)}
          />
        </aside>
        <div className={classes.main}>
          {!isLoaded ? null : request !== null ? (
            <RequestEditor
              key={request.id}
              request={request}
              nameRef={nameRef}
              onShowConnection={openConnection}
            />
          ) : collection !== null ? (
            <CollectionPage
              key={collection.id}
              collection={collection}
              run={runs.get(collection.id) ?? null}
              pointedAt={isShown ? pointedAt : null}
              nameRef={nameRef}
              onShowConnection={openConnection}
              onExport={(id) => void exportCollection(id)}
            />
          ) : (
            <Empty
              hasCollections={collections.length > 0}
              onAddHosts={() => {
                setDialog('hosts');
              }}
              onPasteCurl={() => {
                setDialog('curl');
              }}
            />
          )}
        </div>
      </div>
      <AddHostsDialog
        isOpen={dialog === 'hosts'}
        onClose={() => {
          setDialog(null);
        }}
      />
      <PasteCurlDialog
        isOpen={dialog === 'curl'}
        onClose={() => {
          setDialog(null);
        }}
      />
    </div>
  );
};

const Empty = ({
  hasCollections,
  onAddHosts,
  onPasteCurl,
}: {
  readonly hasCollections: boolean;
  readonly onAddHosts: () => void;
  readonly onPasteCurl: () => void;
}): ReactElement => (
  <div className={classes.empty}>
    <h2>{hasCollections ? 'Choose a request or a collection' : 'Keep requests, and run them together'}</h2>
    <p>
      A collection holds requests and hosts. Run all of it at once, or let it run every few minutes: you are
      told when a verdict changes. What you type is kept as you type it.
    </p>
    <div className={classes.doors}>
      <Button leftSection={<IconServer2 size={15} aria-hidden />} onClick={onAddHosts}>
        Add hosts…
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => {
          collectionsStore.addRequests();
        }}
      >
        New request
      </Button>
      <Button variant="default" leftSection={<IconTerminal2 size={15} aria-hidden />} onClick={onPasteCurl}>
        Paste a curl command…
      </Button>
    </div>
  </div>
);

const useRequestCommands = (
  collections: readonly Collection[],
  openDialog: (dialog: Dialog) => void,
  show: () => void,
): void => {
  const commands = useMemo((): readonly Command[] => {
    const command = (id: string, label: string, icon: typeof IconPlus, run: () => void): Command => ({
      id,
      label,
      group: 'Requests',
      icon,
      run: () => {
        show();
        void collectionsStore.load().then(run);
      },
    });
    return [
      command('request-new', 'New request', IconPlus, () => {
        collectionsStore.addRequests();
      }),
      command('request-hosts', 'Add hosts to a collection…', IconServer2, () => {
        openDialog('hosts');
      }),
      command('request-curl', 'Paste a curl command…', IconTerminal2, () => {
        openDialog('curl');
      }),
      ...collections
        .filter(({ requests }) => requests.length > 0)
        .map(({ id, name }) =>
          command(`run-${id}`, `Run all of “${name}”`, IconPlayerPlay, () => {
            collectionsStore.open({ collectionId: id, requestId: null });
            void collectionsStore.flush().then(() => call('runs.start', { collection: id }));
          }),
        ),
    ];
  }, [collections, openDialog, show]);
  useCommands(commands);
};
