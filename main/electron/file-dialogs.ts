// The dialogs for files that hold a policy, a certificate or a collection.
import { app } from 'electron';
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { FileDialogs } from '../ipc/policy-exchange.ts';
import type { DialogsOver } from './dialogs-over.ts';

const allFiles = { name: 'All files', extensions: ['*'] };

export const policyFileDialogs = (dialogs: DialogsOver): FileDialogs => ({
  open: async () =>
    dialogs.openFile({
      title: 'Import pins',
      filters: [
        { name: 'Pins', extensions: ['json', 'xml', 'plist', 'kt', 'java', 'apk', 'ipa', 'txt'] },
        allFiles,
      ],
    }),
  save: async (suggestedName, text) =>
    dialogs.saveFile({ title: 'Export pins', defaultPath: suggestedName }, text),
});

/** The bytes of the file that the person chooses; null: they closed the dialog. Expected failure: `file-not-read`. */
export const chooseCertificate = async (dialogs: DialogsOver): Promise<Result<Buffer | null, Failure>> => {
  const file = await dialogs.openFile({
    title: 'Certificate of a CA to trust',
    defaultPath: app.getPath('home'),
    filters: [{ name: 'Certificates', extensions: ['pem', 'crt', 'cer', 'der', 'p7b'] }, allFiles],
  });
  if (file.ok) return success(file.value?.bytes ?? null);
  return failure({
    code: 'file-not-read',
    message: `The file cannot be read: ${file.error}.`,
    advice: 'Choose another file.',
  });
};

export const chooseCollectionFile = async (dialogs: DialogsOver): Promise<string | null> =>
  dialogs.chooseFile({
    title: 'Import a collection of requests',
    defaultPath: app.getPath('home'),
    filters: [{ name: 'Collections', extensions: ['json'] }, allFiles],
  });
