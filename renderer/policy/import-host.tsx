import { useEffect, type ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { useWindowActions } from '../window-actions.ts';
import { ImportDialog } from './import-dialog.tsx';

/** The import, wherever it was asked for: by a button, or by a policy file that was opened from the file manager. */
export const ImportHost = ({
  isAsked,
  onClose,
}: {
  readonly isAsked: boolean;
  readonly onClose: () => void;
}): ReactElement | null => {
  const { openedFile } = useAppState();
  const { showView } = useWindowActions();
  const openedId = openedFile?.id ?? null;
  useEffect(() => {
    if (openedId !== null) showView('policy');
  }, [openedId, showView]);
  if (openedFile === null && !isAsked) return null;
  return (
    <ImportDialog
      key={openedId}
      opened={openedFile?.name ?? null}
      onClose={() => {
        if (openedFile !== null) void call('policy.import.close', {});
        onClose();
      }}
    />
  );
};
