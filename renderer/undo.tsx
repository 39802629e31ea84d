/** Undo for whatever takes something away: a button for a while, and Ctrl+Z, for the last one. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useEffect } from 'react';

interface Undoable {
  readonly id: string;
  readonly onUndo: () => void;
}

/** Well within the minute that the journal keeps what was removed. */
const offeredForMs = 30_000;

/** Older ones go, so that they do not stack up over what is being worked on. */
const offeredAtOnce = 2;

let last: Undoable | null = null;
let offered: readonly string[] = [];

const take = (undoable: Undoable): void => {
  if (last === undoable) last = null;
  notifications.hide(undoable.id);
  undoable.onUndo();
};

/**
 * `text` says what is gone: `Cleared 1,204 connections.` A second offer leaves the first one's button, and takes its Ctrl+Z.
 * Returns what withdraws the offer, for one that came to nothing before its time.
 */
export const offerUndo = (text: string, onUndo: () => void): (() => void) => {
  const undoable: Undoable = { id: crypto.randomUUID(), onUndo };
  last = undoable;
  offered = [...offered, undoable.id];
  for (const old of offered.slice(0, -offeredAtOnce)) notifications.hide(old);
  offered = offered.slice(-offeredAtOnce);
  notifications.show({
    id: undoable.id,
    autoClose: offeredForMs,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': 'Close' },
    onClose: () => {
      if (last === undoable) last = null;
    },
    message: (
      <span style={{ display: 'flex', alignItems: 'center', gap: 12, justifyContent: 'space-between' }}>
        <span style={{ minWidth: 0, overflowWrap: 'anywhere' }}>{text}</span>
        <Button
          variant="default"
          style={{ flex: 'none' }}
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => {
            take(undoable);
          }}
        >
          Undo
        </Button>
      </span>
    ),
  });
  return () => {
    if (last === undoable) last = null;
    notifications.hide(undoable.id);
  };
};

export interface Change {
  /** What was done: `Removed api.example.com.` */
  readonly text: string;
  /** False: it cannot be undone any more, and the person has been told why. */
  readonly onUndo: () => Promise<boolean>;
}

/** A change of the policy, and the revision it made. */
export interface MadeChange {
  readonly revision: number;
  readonly change: Change;
}

/** Null: the policy was changed since; what the change says may be true no more, and it cannot be taken back. */
export const stillStands = (made: MadeChange | null, revision: number): Change | null =>
  made !== null && revision <= made.revision ? made.change : null;

/** Gives Ctrl+Z to a change whose own button stands in a view, for as long as it stands there. */
export const useUndoKey = (change: Change | null): void => {
  useEffect(() => {
    if (change === null) return;
    const undoable: Undoable = {
      id: crypto.randomUUID(),
      onUndo: () => {
        void change.onUndo().then((isUndone) => {
          // The view with the button may not be the one on screen.
          if (isUndone) notifications.show({ message: `Undone: ${change.text}` });
        });
      },
    };
    last = undoable;
    return () => {
      if (last === undoable) last = null;
    };
  }, [change]);
};

/** False: there is nothing to undo. */
export const undoLast = (): boolean => {
  if (last === null) return false;
  take(last);
  return true;
};
