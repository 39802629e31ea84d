import { Button } from '@mantine/core';
import { IconFileExport, IconFileImport } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';

/** “Import…” and “Export…”, each with its dialog. */
export const ExchangeButtons = (): ReactElement => {
  const [open, setOpen] = useState<'import' | 'export' | null>(null);
  const close = (): void => {
    setOpen(null);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileImport size={14} aria-hidden />}
        onClick={() => {
          setOpen('import');
        }}
      >
        Import…
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileExport size={14} aria-hidden />}
        onClick={() => {
          setOpen('export');
        }}
      >
        Export…
      </Button>
      {open === 'import' && <ImportDialog onClose={close} />}
      {open === 'export' && <ExportDialog onClose={close} />}
    </>
  );
};
