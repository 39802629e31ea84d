import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
  lstat,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ReportFiles, parseReportRequest } from '../../../main/reports/report-files.ts';
import { sampleCase, sampleReport } from '../../support/sample-report.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-reports-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const report = sampleReport([sampleCase()]);
const openFiles = async (
  ...texts: readonly string[]
): Promise<Awaited<ReturnType<typeof ReportFiles.open>>> =>
  ReportFiles.open(
    texts.map((text) => {
      const request = parseReportRequest(text);
      if (!request.ok) throw new Error(request.error);
      return request.value;
    }),
    folder,
  );
const opened = async (...texts: readonly string[]): Promise<ReportFiles> => {
  const files = await openFiles(...texts);
  if (!files.ok) throw new Error(files.error);
  return files.value;
};

test('an older report stays until the new one is whole, and nothing else is left', async () => {
  await writeFile(join(folder, 'a.json'), 'older');
  const files = await opened('json=a.json', 'csv=b.csv');
  expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('older');
  expect(await files.write(report)).toEqual({ ok: true, value: null });
  expect(JSON.parse(await readFile(join(folder, 'a.json'), 'utf8'))).toMatchObject({ pinspect: '1.2.3' });
  expect((await readdir(folder)).sort()).toEqual(['a.json', 'b.csv']);
});

test('a run that ends without a report leaves everything as it was', async () => {
  await writeFile(join(folder, 'a.json'), 'older');
  await (await opened('json=a.json', 'csv=b.csv')).discard();
  expect(await readdir(folder)).toEqual(['a.json']);
  expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('older');
});

test.each([
  ['json=nowhere/a.json', /nowhere\/a\.json cannot be written: there is no such folder\./],
  ['json=sub', /sub is a folder\. Name a file in it\./],
  ['json=file/a.json', /a part of its path is a file/],
  [`json=${'x'.repeat(300)}`, /its name is too long/],
])('%s is refused before anything is written', async (text, sentence) => {
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'file'), '');
  const files = await openFiles('csv=fine.csv', text);
  expect(files.ok ? '' : files.error).toMatch(sentence);
  expect((await readdir(folder)).sort()).toEqual(['file', 'sub']);
});

test.skipIf(process.getuid?.() === 0)(
  'a file that may not be written stays (root may write any)',
  async () => {
    await writeFile(join(folder, 'a.json'), 'older');
    await chmod(join(folder, 'a.json'), 0o444);
    expect((await openFiles('json=a.json')).ok).toBe(false);
  },
);

test('two reports do not share a file', async () => {
  const files = await openFiles('json=a', 'csv=./a');
  expect(files.ok ? '' : files.error).toMatch(
    /^The json report a and the csv report \.\/a would be one file\./,
  );
});

test('what a run keeps beside its reports is for its owner only, and has no place among them', async () => {
  const files = await ReportFiles.open([{ kind: 'csv', path: 'a.csv' }], folder, 'watch.json');
  if (!files.ok) throw new Error(files.error);
  expect(await files.value.write(report, 'kept')).toEqual({ ok: true, value: null });
  expect(await readFile(join(folder, 'watch.json'), 'utf8')).toBe('kept');
  if (process.platform !== 'win32') expect((await stat(join(folder, 'watch.json'))).mode & 0o777).toBe(0o600);
  const twin = await ReportFiles.open([{ kind: 'csv', path: 'a' }], folder, './a');
  expect(twin.ok ? '' : twin.error).toMatch(
    /^The csv report a and the saved watch \.\/a would be one file\./,
  );
  const lost = await ReportFiles.open([], folder, 'nowhere/a');
  expect(lost.ok ? '' : lost.error).toBe(
    'The saved watch nowhere/a cannot be written: there is no such folder.',
  );
});

test('a link stays, and what it leads to is replaced', async () => {
  await writeFile(join(folder, 'real.csv'), 'older');
  await symlink('real.csv', join(folder, 'link.csv'));
  await (await opened('csv=link.csv')).write(report);
  expect((await lstat(join(folder, 'link.csv'))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(folder, 'real.csv'), 'utf8')).toMatch(/^url,/);
});

test('a device is written where it stands', async () => {
  expect(await (await opened('csv=/dev/null')).write(report)).toEqual({ ok: true, value: null });
});

test.each([
  ['xml=a', /“xml” is no kind of report\. There are junit, html, json, har, csv\./],
  ['toString=a', /no kind of report/],
  ['json=', /name a file/],
  ['json', /name a file/],
  ['json=-', /--json/],
])('%s is no report', (text, sentence) => {
  const request = parseReportRequest(text);
  expect(request.ok ? '' : request.error).toMatch(sentence);
});
