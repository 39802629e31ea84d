// The system's own dialogs for files that hold a policy or a certificate. Paths come from the person, never from the page.
import { app, dialog, type BrowserWindow } from 'electron';
import { readFile, writeFile } from 'node:fs/promises';
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { FileDialogs } from '../ipc/policy-exchange.ts';

const filters = [
  { name: 'Pins', extensions: ['json', 'xml', 'plist', 'kt', 'java', 'apk', 'ipa', 'txt'] },
  { name: 'All files', extensions: ['*'] },
];

const wordOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const policyFileDialogs = (windowOf: () => BrowserWindow | null): FileDialogs => ({
  open: async () => {
    const options = { title: 'Import pins', filters, properties: ['openFile' as const] };
    const window = windowOf();
    const { filePaths } =
      window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
    const [path] = filePaths;
    if (path === undefined) return success(null);
    try {
      return success({ path, bytes: await readFile(path) });
    } catch (error) {
      return failure(wordOf(error));
    }
  },
  save: async (suggestedName, text) => {
    const options = { title: 'Export pins', defaultPath: suggestedName };
    const window = windowOf();
    const { canceled, filePath } =
      window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
    if (canceled || filePath === '') return success(null);
    try {
      await writeFile(filePath, text);
      return success(filePath);
    } catch (error) {
      return failure(wordOf(error));
    }
  },
});

/** The bytes of the file that the person chooses; null: they closed the dialog. Expected failure: `file-not-read`. */
export const chooseCertificateIn =
  (windowOf: () => BrowserWindow | null) => async (): Promise<Result<Buffer | null, Failure>> => {
    const options = {
      title: 'Certificate of a CA to trust',
      defaultPath: app.getPath('home'),
      filters: [
        { name: 'Certificates', extensions: ['pem', 'crt', 'cer', 'der', 'p7b'] },
        { name: 'All files', extensions: ['*'] },
      ],
      properties: ['openFile' as const],
    };
    const window = windowOf();
    const { filePaths } =
      window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
    const [path] = filePaths;
    if (path === undefined) return success(null);
    try {
      return success(await readFile(path));
    } catch (error) {
      return failure({
        code: 'file-not-read',
        message: `The file cannot be read: ${wordOf(error)}.`,
        advice: 'Choose another file.',
      });
    }
  };
