import { ActionIcon, Menu } from '@mantine/core';
import { IconClock, IconDots, IconFolder } from '@tabler/icons-react';
import type { KeyboardEvent, ReactElement } from 'react';
import { requestTitle, type Collection, type SavedRequest } from '../../common/requests/collection.ts';
import type { RunRow } from '../../common/requests/collection-run.ts';
import { verdictWords } from '../ui/verdict-words.ts';
import classes from './collection-tree.module.css';
import { collectionsStore, type Opened } from './collections-store.ts';
import type { Runs } from './runs-store.ts';
import { lastRowOf } from './last-row.ts';

/** Each collection with its requests; arrow keys walk, Delete deletes, Alt+arrow moves, Ctrl+D duplicates, F2 renames. */
export const CollectionTree = ({
  collections,
  opened,
  runs,
  onRename,
  onExport,
}: {
  readonly collections: readonly Collection[];
  readonly opened: Opened | null;
  readonly runs: Runs;
  /** The name's field is in the page of what is open. */
  readonly onRename: () => void;
  readonly onExport: (collectionId: string) => void;
}): ReactElement => {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (!(event.target instanceof HTMLButtonElement) || event.target.dataset.item === undefined) return;
    if (act(event, event.target, onRename)) event.preventDefault();
  };
  // One stop for Tab, as in any list that arrow keys walk.
  const current = opened?.requestId ?? opened?.collectionId ?? collections[0]?.id;
  return (
    <nav className={classes.tree} aria-label="Collections" onKeyDown={onKeyDown}>
      <ul>
        {collections.map((collection) => (
          <li key={collection.id}>
            <div className={classes.row}>
              <button
                type="button"
                className={classes.item}
                data-item="collection"
                data-id={collection.id}
                tabIndex={current === collection.id ? 0 : -1}
                aria-current={opened?.collectionId === collection.id && opened.requestId === null}
                onClick={() => {
                  collectionsStore.open({ collectionId: collection.id, requestId: null });
                }}
              >
                <IconFolder size={15} aria-hidden />
                <span className={classes.name}>{collection.name === '' ? 'Unnamed' : collection.name}</span>
                {collection.everyMinutes !== null && (
                  <IconClock size={14} aria-label="Runs by a schedule" className={classes.clock} />
                )}
              </button>
              <ItemMenu
                what={collection.name}
                isReachable={current === collection.id}
                onRename={() => {
                  collectionsStore.open({ collectionId: collection.id, requestId: null });
                  onRename();
                }}
                onMove={(by) => {
                  collectionsStore.moveCollection(collection.id, by);
                }}
                onDelete={() => {
                  collectionsStore.removeCollection(collection.id);
                }}
                extra={
                  <Menu.Item
                    onClick={() => {
                      onExport(collection.id);
                    }}
                  >
                    Export…
                  </Menu.Item>
                }
              />
            </div>
            <ul>
              {collection.requests.map((request) => (
                <RequestItem
                  key={request.id}
                  request={request}
                  collectionId={collection.id}
                  isOpen={opened?.requestId === request.id}
                  isCurrent={current === request.id}
                  row={lastRowOf(runs.get(collection.id), request)}
                  onRename={onRename}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  );
};

/** True: the key was for the tree. */
const act = (event: KeyboardEvent, button: HTMLButtonElement, onRename: () => void): boolean => {
  const { id = '', item } = button.dataset;
  const isRequest = item === 'request';
  const move = isRequest ? collectionsStore.moveRequest : collectionsStore.moveCollection;
  const remove = isRequest ? collectionsStore.removeRequest : collectionsStore.removeCollection;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const by = event.key === 'ArrowDown' ? 1 : -1;
    if (event.altKey) {
      move(id, by);
      focusSoon(button, id);
    } else itemBeside(button, by)?.focus();
    return true;
  }
  if (event.key === 'Delete') {
    const next = itemBeside(button, 1) ?? itemBeside(button, -1);
    remove(id);
    focusSoon(button, next?.dataset.id ?? '');
    return true;
  }
  if (event.key === 'F2') {
    button.click();
    onRename();
    return true;
  }
  if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey) && isRequest) {
    collectionsStore.duplicateRequest(id);
    return true;
  }
  return false;
};

const itemBeside = (button: HTMLButtonElement, by: -1 | 1): HTMLButtonElement | undefined => {
  const items = [...(button.closest('nav')?.querySelectorAll<HTMLButtonElement>('[data-item]') ?? [])];
  return items[items.indexOf(button) + by];
};

/** Once the list is drawn anew: an item that moved, or went, has lost the keyboard. */
const focusSoon = (button: HTMLButtonElement, id: string): void => {
  const tree = button.closest('nav');
  requestAnimationFrame(() => tree?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus());
};

const RequestItem = ({
  request,
  collectionId,
  isOpen,
  isCurrent,
  row,
  onRename,
}: {
  readonly request: SavedRequest;
  readonly collectionId: string;
  readonly isOpen: boolean;
  readonly isCurrent: boolean;
  readonly row: RunRow | null;
  readonly onRename: () => void;
}): ReactElement => {
  const { id, method } = request;
  const title = requestTitle(request);
  const open = (): void => {
    collectionsStore.open({ collectionId, requestId: id });
  };
  return (
    <li className={classes.row}>
      <button
        type="button"
        className={classes.item}
        data-item="request"
        data-id={id}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen}
        onClick={open}
      >
        <span className={classes.method}>{method}</span>
        <span className={classes.name} title={request.url}>
          {title}
        </span>
        <LastVerdict row={row} />
      </button>
      <ItemMenu
        what={title}
        isReachable={isCurrent}
        onRename={() => {
          open();
          onRename();
        }}
        onMove={(by) => {
          collectionsStore.moveRequest(id, by);
        }}
        onDelete={() => {
          collectionsStore.removeRequest(id);
        }}
        extra={
          <Menu.Item
            onClick={() => {
              collectionsStore.duplicateRequest(id);
            }}
          >
            Duplicate
          </Menu.Item>
        }
      />
    </li>
  );
};

const LastVerdict = ({ row }: { readonly row: RunRow | null }): ReactElement | null => {
  const verdict = row?.hops.at(-1)?.verdict ?? null;
  if (verdict === null) return null;
  const { icon: VerdictIcon, tone, word } = verdictWords[verdict];
  return (
    <span className={classes.verdict} data-tone={tone}>
      <VerdictIcon size={15} aria-label={`last run: ${word}`} />
    </span>
  );
};

const ItemMenu = ({
  what,
  isReachable,
  onRename,
  onMove,
  onDelete,
  extra,
}: {
  readonly what: string;
  /** By Tab. */
  readonly isReachable: boolean;
  readonly onRename: () => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onDelete: () => void;
  readonly extra: ReactElement;
}): ReactElement => (
  <Menu position="bottom-end" returnFocus={false}>
    <Menu.Target>
      <ActionIcon
        className={classes.menu ?? ''}
        tabIndex={isReachable ? 0 : -1}
        aria-label={`More for ${what}`}
      >
        <IconDots size={15} aria-hidden />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>
      <Menu.Item onClick={onRename}>Rename</Menu.Item>
      {extra}
      <Menu.Item
        onClick={() => {
          onMove(-1);
        }}
      >
        Move up
      </Menu.Item>
      <Menu.Item
        onClick={() => {
          onMove(1);
        }}
      >
        Move down
      </Menu.Item>
      <Menu.Item color="red" onClick={onDelete}>
        Delete
      </Menu.Item>
    </Menu.Dropdown>
  </Menu>
);
