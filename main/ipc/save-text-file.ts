import { writeFile } from 'node:fs/promises';
import { errorText } from '../../common/error-text.ts';
import type { Failure } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';

/** Asks the person where to; null: they closed the dialog. Expected failure: `file-not-written`. */
export const saveTextFile = async (
  chooseSavePath: (suggestedName: string) => Promise<string | null>,
  suggestedName: string,
  text: string,
): Promise<Result<string | null, Failure>> => {
  const path = await chooseSavePath(suggestedName);
  if (path === null) return success(null);
  try {
    await writeFile(path, text);
    return success(path);
  } catch (error) {
    return failure({
      code: 'file-not-written',
      message: `The file cannot be written: ${errorText(error)}.`,
      advice: 'Choose another folder.',
    });
  }
};
