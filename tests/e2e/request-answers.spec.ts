// Answers in the Requests view of the real app: JSON, redirects, large and binary bodies, a pasted curl command.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complaintsOf, inScheme } from '../support/accessibility.ts';
import { takePicture } from '../support/pictures.ts';
import { openRequestsView, type RequestsView } from '../support/requests-view.ts';

let view: RequestsView;
beforeAll(async () => {
  view = await openRequestsView();
  await view.pinApi('sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=');
});
afterAll(async () => {
  await view.close();
});

test('JSON is formatted without touching a number, and shown as text or bytes', async () => {
  await view.add('New request');
  await view.form().getByRole('textbox', { name: 'Name' }).fill('Echo');
  await view.form().getByRole('combobox', { name: 'Method' }).click();
  await view.page.getByRole('option', { name: 'POST' }).click();
  await view.form().getByRole('tab', { name: 'Headers' }).click();
  await view.form().getByRole('textbox', { name: 'Request headers' }).fill('Content-Type: application/json');
  await view.form().getByRole('tab', { name: 'Body' }).click();
  await view
    .form()
    .getByRole('textbox', { name: 'Request body' })
    .fill('{"id":12345678901234567890,"list":[1,{}]}');
  await view.sendTo(view.url('shop', '/echo'));
  const body = view.response().getByLabel(/^Body as/);
  await body.waitFor();
  expect(await body.textContent()).toBe(
    '{\n  "id": 12345678901234567890,\n  "list": [\n    1,\n    {}\n  ]\n}',
  );
  await view.response().getByText('Text', { exact: true }).click();
  expect(await body.textContent()).toBe('{"id":12345678901234567890,"list":[1,{}]}');
  await view.response().getByText('Hex', { exact: true }).click();
  expect(await body.textContent()).toContain('00000000  7b 22 69 64');
  await view.response().getByText('JSON', { exact: true }).click();
  await takePicture(view.page, 'requests-json');
});

test('redirects are followed hop by hop, each with its verdict, its time and its connection', async () => {
  await view.sendTo(view.url('shop', `/redirect?to=${encodeURIComponent(view.url('api'))}&status=307`));
  const hops = view.response().getByRole('list', { name: 'Hops' });
  await view.response().getByText('Redirects, hop by hop').waitFor();
  const first = hops.getByRole('listitem', { name: /^Hop 1: POST/ });
  const second = hops.getByRole('listitem', { name: /^Hop 2: POST/ });
  await first.getByText('Unpinned').waitFor();
  await first.getByText('answered 307, a redirect').waitFor();
  await second.getByText('Mismatch').waitFor();
  await second.getByText('no answer').waitFor();
  await first.getByRole('button', { name: 'Headers of hop 1' }).click();
  await first.getByText('location', { exact: true }).waitFor();
  await takePicture(view.page, 'requests-hops');
  await second.getByRole('button', { name: 'Show the connection of hop 2' }).click();
  await view.page
    .getByRole('region', { name: 'Connection detail' })
    .getByRole('heading', { name: /^api\.example\.test/ })
    .waitFor();
  await view.page.keyboard.press('Control+2');
});

test('a large body is cut in the window, and saved whole without being asked for again', async () => {
  await view.form().getByRole('combobox', { name: 'Method' }).click();
  await view.page.getByRole('option', { name: 'GET', exact: true }).click();
  await view.sendTo(view.url('shop', '/large?bytes=5000000'));
  await view.response().getByText('Cut: the first 2.1 MB of 5.0 MB are shown, as text.').waitFor();
  const asked = view.server.traffic.requests.length;
  const target = join(view.home, 'whole.bin');
  await view.answerSavePath(target);
  await view.response().getByRole('button', { name: 'Save whole body…' }).click();
  await view.page.getByText(`Saved to ${target}.`).waitFor();
  const saved = await readFile(target);
  expect([saved.length, saved.every((byte) => byte === 0x78)]).toEqual([5_000_000, true]);
  expect(view.server.traffic.requests.length).toBe(asked);
});

test('a binary body is shown byte for byte, and what cannot be sent is said beside the field', async () => {
  await view.sendTo(view.url('shop', '/image.gif'));
  await view.response().getByText('47 49 46 38 39 61').waitFor();
  expect(await view.response().getByRole('radio', { name: 'JSON' }).count()).toBe(0);
  await view.sendTo('https://');
  await view.form().getByText('“https://” is not a URL.').waitFor();
});

test('a curl command becomes a request, with what is not taken over said beforehand', async () => {
  await view.add('Paste a curl command…');
  const dialog = view.page.getByRole('dialog', { name: 'Paste a curl command' });
  await dialog
    .getByRole('textbox')
    .fill(`curl -k '${view.url('shop', '/echo')}' -H 'X-One: 1' \\\n  --data-raw $'it\\'s'`);
  await dialog.getByText('--insecure is not taken over').waitFor();
  await takePicture(view.page, 'requests-curl');
  // What fades in has no contrast yet.
  await expect.poll(() => complaintsOf(view.page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add the request' }).click();
  await view.form().getByRole('button', { name: 'Send' }).click();
  await view.response().getByText("it's", { exact: true }).waitFor();
  expect(view.server.traffic.requests.at(-1)).toMatchObject({ method: 'POST', url: '/echo' });
});

test('axe finds nothing serious in an answer, light or dark', async () => {
  for (const scheme of ['Light', 'Dark'] as const) {
    await inScheme(view.page, scheme);
    await expect.poll(() => complaintsOf(view.page), { message: scheme }).toEqual([]);
    await takePicture(view.page, `requests-answer-${scheme.toLowerCase()}`);
  }
});
