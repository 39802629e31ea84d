import { call } from '../bridge.ts';
import { offerUndo } from '../undo.tsx';
import { restoreJournal } from '../restore-journal.ts';

/** Takes connections out of the journal; they can be brought back for a while. */
export const removeRows = async (ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return;
  await call('journal.remove', { ids: [...ids] });
  offerUndo(
    `Removed ${ids.length.toLocaleString('en')} ${ids.length === 1 ? 'connection' : 'connections'} from the journal.`,
    restoreJournal,
  );
};
