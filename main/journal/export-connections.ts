/**
 * Writes the connections that a filter takes to a file, newest first, a slice a step, so that recording goes on meanwhile.
 * The file appears under its name when it is whole; one that was stopped or failed leaves nothing behind.
 */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import { connectionFacts } from '../../common/connection-text.ts';
import { newConnection } from '../../common/new-connection.ts';

export interface ExportOrder {
  readonly filter: string;
  readonly format: 'csv' | 'json';
  /** Replaced when it is there: whoever chose it was asked. */
  readonly path: string;
}

export interface ExportProgress {
  readonly rows: number;
  readonly total: number;
}

interface Source {
  readonly idsOf: (filter: string, now: number) => Float64Array;
  readonly rows: (ids: readonly number[]) => readonly ConnectionRow[];
}

const sliceRows = 500;

/** Ends when the file is there; returning early takes away what was written. Throws what the file system throws. */
export function* exportConnections(
  source: Source,
  { filter, format, path }: ExportOrder,
): Generator<ExportProgress, ExportProgress, undefined> {
  const ids = source.idsOf(filter, Date.now());
  const part = `${path}.part`;
  const file = openSync(part, 'w', 0o600);
  let isWhole = false;
  let rows = 0;
  try {
    writeSync(file, format === 'csv' ? csvHead : '[');
    for (let at = 0; at < ids.length; at += sliceRows) {
      const slice = source.rows([...ids.subarray(at, at + sliceRows)]);
      const text = slice.map((row, index) =>
        format === 'csv'
          ? csvLine(Object.values(connectionFacts(row)))
          : `${rows + index === 0 ? '\n' : ',\n'}${JSON.stringify(connectionFacts(row))}`,
      );
      writeSync(file, text.join(''));
      rows += slice.length;
      yield { rows, total: ids.length };
    }
    if (format === 'json') writeSync(file, '\n]\n');
    isWhole = true;
    return { rows, total: ids.length };
  } finally {
    closeSync(file);
    if (isWhole) renameSync(part, path);
    else rmSync(part, { force: true });
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula is led by an apostrophe: host names come from strangers. */
const csvField = (value: string | number | boolean | null): string => {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const csvLine = (values: readonly (string | number | boolean | null)[]): string =>
  `${values.map(csvField).join(',')}\r\n`;

const emptyRow: ConnectionRow = {
  ...newConnection({
    id: 0,
    startedAt: 0,
    epoch: 0,
    host: '',
    port: 0,
    route: { text: '', interceptor: null, ledTo: null },
  }),
  interceptorSaw: null,
  weakened: [],
};
const csvHead = csvLine(Object.keys(connectionFacts(emptyRow)));
