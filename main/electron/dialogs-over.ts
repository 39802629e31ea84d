/**
 * The system's dialogs, over the window while there is one, so that they are not lost behind it. Paths come from the person,
 * never from the page. A dialog that was closed answers null.
 */
import { readFile, writeFile } from 'node:fs/promises';
import {
  type BrowserWindow,
  type MessageBoxOptions,
  type OpenDialogOptions,
  type SaveDialogOptions,
  dialog,
} from 'electron';
import { errorText } from '../../common/error-text.ts';
import { type Result, failure, success } from '../../common/result.ts';

export interface DialogsOver {
  readonly chooseFile: (options: OpenDialogOptions) => Promise<string | null>;
  readonly choosePlace: (options: SaveDialogOptions) => Promise<string | null>;
  /** The file that was chosen, read; the error is the system's word. */
  readonly openFile: (
    options: OpenDialogOptions,
  ) => Promise<Result<{ readonly path: string; readonly bytes: Buffer } | null, string>>;
  /** The path written to; the error is the system's word. */
  readonly saveFile: (
    options: SaveDialogOptions,
    text: string,
    mode?: number,
  ) => Promise<Result<string | null, string>>;
  /** The number of the button that was pressed. */
  readonly ask: (options: MessageBoxOptions) => Promise<number>;
}

export const dialogsOver = (windowOf: () => BrowserWindow | null): DialogsOver => {
  const chooseFile: DialogsOver['chooseFile'] = async (options) => {
    const window = windowOf();
    const asked: OpenDialogOptions = { ...options, properties: ['openFile'] };
    const { filePaths } =
      window === null ? await dialog.showOpenDialog(asked) : await dialog.showOpenDialog(window, asked);
    return filePaths[0] ?? null;
  };
  const choosePlace: DialogsOver['choosePlace'] = async (options) => {
    const window = windowOf();
    const { canceled, filePath } =
      window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
    return canceled || filePath === '' ? null : filePath;
  };
  return {
    chooseFile,
    choosePlace,
    openFile: async (options) => {
      const path = await chooseFile(options);
      if (path === null) return success(null);
      try {
        return success({ path, bytes: await readFile(path) });
      } catch (error) {
        return failure(errorText(error));
      }
    },
    saveFile: async (options, text, mode) => {
      const path = await choosePlace(options);
      if (path === null) return success(null);
      try {
        await writeFile(path, text, { mode });
        return success(path);
      } catch (error) {
        return failure(errorText(error));
      }
    },
    ask: async (options) => {
      const window = windowOf();
      const { response } =
        window === null ? await dialog.showMessageBox(options) : await dialog.showMessageBox(window, options);
      return response;
    },
  };
};
