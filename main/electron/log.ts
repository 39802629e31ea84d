/**
 * A log for bugs and surprises: one line each, `functionName: message`, to stderr and to a file that is put aside at 1 MiB.
 * It is what people attach to reports, so passwords in URLs, credentials in headers and private keys are blacked out here,
 * whoever wrote them.
 */
import { appendFileSync, renameSync, statSync } from 'node:fs';

export interface Log {
  readonly info: (where: string, message: string) => void;
  /** An Error is written with its stack. */
  readonly error: (where: string, error: unknown) => void;
}

const rotateAtBytes = 1024 * 1024;

/** `path.1` holds the file before. A disk that cannot be written to is said once, and stderr goes on. */
export function createLog(path: string, stderr: (line: string) => void): Log {
  let isFileUsable = true;
  const write = (level: string, where: string, message: string): void => {
    const line = `${new Date().toISOString()} ${level} ${withoutSecrets(`${where}: ${message}`)}\n`;
    stderr(line);
    if (!isFileUsable) return;
    try {
      rotate(path);
      appendFileSync(path, line, { mode: 0o600 });
    } catch (error) {
      isFileUsable = false;
      stderr(`createLog: ${path} cannot be written: ${String(error)}\n`);
    }
  };
  return {
    info(where, message) {
      write('info', where, message);
    },
    error(where, error) {
      write('error', where, error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  };
}

export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi, '$1…@')
    .replaceAll(/\b((?:proxy-)?authorization|cookie|set-cookie)(["']?\s*[:=]\s*)[^\r\n]+/gi, '$1$2…')
    .replaceAll(
      /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g,
      '-----BEGIN $1----- …',
    );
}

function rotate(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size >= rotateAtBytes) renameSync(path, `${path}.1`);
}
