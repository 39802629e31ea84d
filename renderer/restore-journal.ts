import { notifications } from '@mantine/notifications';
import { call } from './bridge.ts';
import { offerUndo } from './undo.tsx';

/** Brings back what was cleared or removed last. */
export const restoreJournal = (): void => {
  void call('journal.restore', {}).then((isBack) => {
    if (!isBack)
      notifications.show({ color: 'yellow', message: 'It is gone for good: the time to undo it is over.' });
  });
};

/** Hides every row; they can be brought back for a while. */
export const clearJournal = async (): Promise<void> => {
  await call('journal.clear', {});
  offerUndo('Cleared the journal.', restoreJournal);
};
