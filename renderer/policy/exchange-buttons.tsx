import { Button } from '@mantine/core';
import { IconFileExport, IconFileImport } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { useWindowActions } from '../window-actions.ts';
import { ExportDialog } from './export-dialog.tsx';

/** “Import…” and “Export…”, each with its dialog. */
export const ExchangeButtons = (): ReactElement => {
  const { importPins } = useWindowActions();
  const [isExporting, setExporting] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconFileImport size={14} aria-hidden />} onClick={importPins}>
        Import…
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileExport size={14} aria-hidden />}
        onClick={() => {
          setExporting(true);
        }}
      >
        Export…
      </Button>
      {isExporting && (
        <ExportDialog
          onClose={() => {
            setExporting(false);
          }}
        />
      )}
    </>
  );
};
