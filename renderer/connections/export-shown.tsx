import { Button, Progress } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactElement } from 'react';
import type { ExportFormat } from '../../common/ipc/contract.ts';
import { call, listen } from '../bridge.ts';
import { tellError } from '../errors-told.ts';
import classes from './list-actions.module.css';

/** In the order of a menu. */
export const exportWords: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'html', label: 'HTML report' },
  { format: 'junit', label: 'JUnit XML' },
  { format: 'har', label: 'HAR of the requests' },
  { format: 'csv', label: 'CSV' },
  { format: 'json', label: 'JSON' },
];

/** Asks where to, then writes what the filter takes; says how far it is, can be stopped, and says where the file is. */
export const exportShown = (filter: string, format: ExportFormat): void => {
  const token = crypto.randomUUID();
  const fixed = { id: token, autoClose: false, withCloseButton: false } as const;
  let isShown = false;
  const unlisten = listen('export.progress', (progress) => {
    if (progress.token !== token || progress.total === 0) return;
    const said = { ...fixed, message: <Exporting {...progress} /> };
    if (isShown) notifications.update(said);
    else notifications.show(said);
    isShown = true;
  });
  void call('list.export', { token, filter, format }).then((result) => {
    unlisten();
    if (isShown) notifications.hide(token);
    if (!result.ok) {
      tellError({ title: 'The export failed', message: `${result.error.message} ${result.error.advice}` });
    } else if (result.value !== null) {
      const { rows, total, path } = result.value;
      const what = total === 1 ? 'connection' : 'connections';
      const ofHow = rows < total ? `the newest ${rows.toLocaleString('en')} of ` : '';
      notifications.show({
        title: `Exported ${ofHow}${total.toLocaleString('en')} ${what}`,
        message: path,
      });
    }
  });
};

const Exporting = ({
  token,
  rows,
  total,
}: {
  readonly token: string;
  readonly rows: number;
  readonly total: number;
}): ReactElement => (
  <div>
    <div className={classes.progress}>
      <span>
        Exported {rows.toLocaleString('en')} of {total.toLocaleString('en')}
      </span>
      <Button
        variant="default"
        onClick={() => {
          void call('list.stopExport', { token });
        }}
      >
        Stop
      </Button>
    </div>
    <Progress aria-label="Export" value={(rows / total) * 100} mt={6} size="sm" />
  </div>
);
