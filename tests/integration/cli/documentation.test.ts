// The examples of docs/command-line.md are what the commands print, hashes and dates aside; the policies of the documents are
// policies, and their links lead somewhere.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../../main/cli/commands.ts';
import { repositoryFolder } from '../../support/electron-runtime.ts';
import { faultsOfPolicy } from '../../support/report-schemas.ts';
import { createAuthority } from '../../support/test-ca.ts';
import { runPinspect } from '../../support/run-pinspect.ts';

const document = readFileSync(new URL('../../../docs/command-line.md', import.meta.url), 'utf8');
const examples = [...document.matchAll(/```console\n\$ pinspect (?<words>[^\n]+)\n(?<output>[^]*?)```/g)].map(
  ({ groups }) => [groups?.words ?? '', groups?.output ?? ''] as const,
);

const documents = ['README.md', ...readdirSync(join(repositoryFolder, 'docs')).map((name) => `docs/${name}`)]
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(repositoryFolder, name), 'utf8') }));
const policies = documents.flatMap(({ name, text }) =>
  [...text.matchAll(/```json\n(?<policy>[^]*?)```/g)].map(
    ({ groups }) => [name, groups?.policy ?? ''] as const,
  ),
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

test('README and the command line show a policy', () => {
  expect(policies.map(([name]) => name)).toEqual(['README.md', 'docs/command-line.md']);
});

test.each(policies)('the policy in %s is one by the schema and for the commands', async (_name, policy) => {
  expect(await faultsOfPolicy(JSON.parse(policy))).toBe('');
  const words = ['lint', '-', '--at', '2027-01-01'];
  const { code, stdout, stderr } = await runPinspect(words, { input: policy });
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
});

test('each link to a file leads to one, and each schema is linked to', () => {
  const links = documents.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\((?<path>[^)#:]+)(?:#[^)]*)?\)/g)].map(({ groups }) =>
      join(dirname(name), groups?.path ?? ''),
    ),
  );
  expect(links.filter((path) => !existsSync(join(repositoryFolder, path)))).toEqual([]);
  const schemas = readdirSync(join(repositoryFolder, 'docs')).filter((name) => name.endsWith('.schema.json'));
  expect(schemas.filter((name) => !links.includes(join('docs', name)))).toEqual([]);
});
