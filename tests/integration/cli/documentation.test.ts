// The examples of docs/command-line.md are what the commands print, hashes and dates aside.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../../main/cli/commands.ts';
import { createAuthority } from '../../support/test-ca.ts';
import { runPinspect } from '../../support/run-pinspect.ts';

const document = readFileSync(new URL('../../../docs/command-line.md', import.meta.url), 'utf8');
const examples = [...document.matchAll(/```console\n\$ pinspect (?<words>[^\n]+)\n(?<output>[^]*?)```/g)].map(
  ({ groups }) => [groups?.words ?? '', groups?.output ?? ''] as const,
);

const withoutParticulars = (text: string): string =>
  text
    .replaceAll(/sha256\/[A-Za-z0-9+/]{43}=/g, 'sha256/…')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'hash')
    .replaceAll(/\d{4}-\d\d-\d\d/g, 'date')
    .replaceAll(/\d+ days/g, 'some days');

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinspect-docs-'));
  const root = createAuthority({ name: 'Example CA' });
  const leaf = root.issueLeaf({ hosts: ['api.example.test'] });
  const policy = {
    version: 1,
    pinSets: [{ pattern: '**.example.test', pins: [`sha256/${'A'.repeat(43)}=`] }],
  };
  await writeFile(join(folder, 'leaf.pem'), leaf.certificatePem);
  await writeFile(join(folder, 'roots.pem'), root.certificatePem);
  await writeFile(join(folder, 'policy.json'), JSON.stringify(policy));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('there are examples', () => {
  expect(examples.map(([words]) => words.split(' ')[0])).toEqual([
    'pins',
    'evaluate',
    'lint',
    'renewal',
    'convert',
  ]);
});

test('every command has its section', () => {
  const sections = [...document.matchAll(/^## `(?<name>[a-z]+)`/gm)].map(({ groups }) => groups?.name);
  expect(sections.toSorted()).toEqual(Object.keys(commands).toSorted());
});

test.each(examples)('pinspect %s', async (words, output) => {
  const { stdout } = await runPinspect(words.split(' '), { folder });
  expect(withoutParticulars(stdout)).toBe(withoutParticulars(output));
});
