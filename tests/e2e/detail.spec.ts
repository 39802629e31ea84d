// The detail of a connection in the real app, after visits whose verdicts and chains differ.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, inScheme } from '../support/accessibility.ts';
import { createHome, launchElectron, type LaunchedElectron } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { takePicture } from '../support/pictures.ts';
import { createTestChains, withAppended } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';

const host = 'api.example.test';
const chains = createTestChains([host]);
const unknownExtension = { identifier: '1.2.3.4.5', critical: false, value: Buffer.from('00ff17', 'hex') };
const leaf = chains.issuingAuthority.issueLeaf({
  hosts: [host],
  keys: chains.genuine.keys,
  extensions: [unknownExtension],
});
/** A certificate that has nothing to do with the path. */
const presented = withAppended(leaf, chains.otherRoot.certificateDer);

let server: GenuineServer;
let home: string;
let app: LaunchedElectron;
let page: Page;

const detail = (): Locator => page.getByRole('region', { name: 'Connection detail' });
const section = (title: string): Locator => detail().getByRole('region', { name: title });
const send = async (): Promise<void> => {
  await page.getByRole('textbox', { name: 'URL' }).fill(`https://${host}:${server.port}/`);
  await page.keyboard.press('Enter');
};

/** Unpinned, then refused for a dummy pin, then pinned, then refused for the certificate of a man in the middle. */
beforeAll(async () => {
  server = await startGenuineServer({ certificate: presented });
  home = await createHome();
  await trustInNss(home, chains.root.certificatePem);
  await trustInNss(home, chains.attackerRoot.certificatePem, 'attacker');
  app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  await send();
  await detail().getByText(`No pin set is for ${host}.`).waitFor();
  await detail().getByRole('button', { name: 'Put a dummy pin' }).click();
  await detail().getByRole('button', { name: 'Send again' }).click();
  await detail().getByText('Certificate pinning failure!').waitFor();
  await detail()
    .getByRole('button', { name: `Pin this leaf: ${host}` })
    .click();
  await detail().getByText('Send again to see it hold.').waitFor();
  await detail().getByRole('button', { name: 'Send again' }).click();
  await detail().getByText('matched', { exact: true }).waitFor();
});
afterAll(async () => {
  await app.close();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

test('the picture shows what was sent and not used, what the client added, and where the pin matched', async () => {
  const picture = detail().getByRole('img', { name: /^The chain as a picture/ });
  expect(await picture.getAttribute('aria-label')).toBe(
    'The chain as a picture: 4 certificates presented, 4 validated, 3 the same, 1 of 1 expected pin on the path',
  );
  await picture.scrollIntoViewIfNeeded();
  await takePicture(page, 'detail-picture');
  const sentences = await detail()
    .locator(`[id="${(await picture.getAttribute('aria-describedby')) ?? ''}"] li`)
    .allTextContents();
  expect(sentences).toEqual([
    `Presented 1: leaf ${host}, on the validated path.`,
    'Presented 2: intermediate Genuine Issuing Authority, on the validated path.',
    'Presented 3: intermediate Genuine Policy Authority, on the validated path.',
    'Presented 4: root Other Test Root, sent but not used.',
    `Validated 1: leaf ${host}, a pin matches it.`,
    'Validated 2: intermediate Genuine Issuing Authority.',
    'Validated 3: intermediate Genuine Policy Authority.',
    'Validated 4: root Genuine Test Root, not sent: the client had it.',
    `Expected pin ${leaf.spkiSha256}: matches ${host}.`,
  ]);
});

test('expected and actual say of each hash whether it is on both sides', async () => {
  const comparison = section('Expected against actual');
  await comparison.getByText('The expected pin is on the chain.').waitFor();
  expect(await comparison.getByRole('list', { name: 'Expected' }).getByText('on both sides').count()).toBe(1);
  const actual = comparison.getByRole('list', { name: 'Actual' });
  expect([
    await actual.getByText('on both sides').count(),
    await actual.getByText('only actual').count(),
  ]).toEqual([1, 3]);
  await takePicture(page, 'detail-pinned');
});

test('each line of a hash begins where the first one does', async () => {
  const hashes = section('Expected against actual').locator('code');
  const lineStarts = (): Promise<readonly (readonly number[])[]> =>
    hashes.evaluateAll((all) =>
      all.map((hash) => {
        const lefts = [...hash.children].map((group) => group.getBoundingClientRect().left);
        return lefts.filter((left, index) => index === 0 || left < (lefts[index - 1] ?? 0));
      }),
    );
  const found = await lineStarts();
  expect(found.length).toBeGreaterThan(1);
  for (const starts of found) {
    expect(starts.length).toBeGreaterThan(1);
    expect(new Set(starts).size).toBe(1);
  }
});

test('extensions are decoded, an unknown one is shown byte for byte, and the PEM is shown and saved', async () => {
  const card = detail().getByRole('listitem', { name: `leaf ${host}` });
  await card.getByText('TLS server authentication (1.3.6.1.5.5.7.3.1)').waitFor();
  await card.getByText(`DNS:${host}`).waitFor();
  await card.getByText('digital signature').waitFor();
  await card.getByText('00 ff 17').waitFor();
  await card.getByText('00 ff 17').scrollIntoViewIfNeeded();
  await takePicture(page, 'detail-extensions');
  await card.getByRole('button', { name: `Show PEM of ${host}` }).click();
  expect(await card.getByLabel(`PEM of ${host}`, { exact: true }).textContent()).toBe(leaf.certificatePem);

  const target = join(home, 'saved.pem');
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = (...parameters: unknown[]) => {
      Object.assign(globalThis, { suggested: (parameters.at(-1) as { defaultPath: string }).defaultPath });
      return Promise.resolve({ canceled: false, filePath: path });
    };
  }, target);
  await detail().getByRole('button', { name: 'Save PEM of the whole chain, as validated' }).click();
  await page.getByText(`Saved to ${target}.`).waitFor();
  const suggested = await app.electron.evaluate(() => (globalThis as { suggested?: string }).suggested);
  expect([await readFile(target, 'utf8'), suggested?.endsWith(`${host}-chain.pem`)]).toEqual([
    leaf.certificatePem +
      chains.issuingAuthority.certificatePem +
      chains.policyAuthority.certificatePem +
      chains.root.certificatePem,
    true,
  ]);
});

test('the history has a lane for each verdict, and each chain with its pin', async () => {
  server.setCertificate(chains.attacker);
  server.dropConnections();
  await send();
  await detail().getByText('Certificate pinning failure!').waitFor();
  const history = section('History of this host');
  await history.getByText(/^4 connections since/).waitFor();
  const strip = await history.getByRole('img', { name: /^Verdicts over time/ }).getAttribute('aria-label');
  expect(strip).toMatch(/Pinned 1 time, .*; Mismatch 2 times, .*; Unpinned 1 time, /);
  const shown = history.getByRole('list', { name: 'Chains it has shown' }).getByRole('listitem');
  expect(await shown.allTextContents()).toEqual([
    expect.stringMatching(new RegExp(`${host} ← Attacker Authority ← Attacker Root.*this connection`)),
    expect.stringMatching(new RegExp(`${host} ← Genuine Issuing Authority ← .*, 3 connections`)),
  ]);
  await history.scrollIntoViewIfNeeded();
  await takePicture(page, 'detail-history');
});

test('the finding is copied as Markdown in one click, with both sides and the failure message', async () => {
  await detail().getByRole('button', { name: 'Copy for a ticket' }).click();
  await page.getByText('Copied the finding as Markdown').waitFor();
  const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain(`### Mismatch for ${host}:${server.port}, blocked`);
  expect(copied).toContain(`- \`${leaf.spkiSha256}\` on no certificate of the validated chain`);
  expect(copied).toContain(
    `1. \`${chains.attacker.spkiSha256}\` CN=${host}; issued by CN=Attacker Authority`,
  );
  expect(copied).toContain('```text\nCertificate pinning failure!');
});

test('axe finds nothing serious in the detail, light or dark, and nothing is wider than its pane', async () => {
  for (const scheme of ['Light', 'Dark'] as const) {
    await inScheme(page, scheme);
    await detail().evaluate((pane) => {
      pane.scrollTo({ top: 0 });
    });
    await expect.poll(() => complaintsOf(page), { message: scheme }).toEqual([]);
    await takePicture(page, `detail-top-${scheme.toLowerCase()}`);
  }
  expect(await detail().evaluate((pane) => pane.scrollWidth - pane.clientWidth)).toBe(0);
});
