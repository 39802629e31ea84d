import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../common/ipc/contract.ts';
import { complaintsOf } from '../support/accessibility.ts';
import { hasKeyring, startKeyring } from '../support/keyring.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../support/servers/genuine-server.ts';
import { startUpstreamProxy, type UpstreamProxy } from '../support/servers/upstream-proxy.ts';
import { createSettingsApp, type SettingsApp } from '../support/settings-app.ts';

const chains = createTestChains(['api.example.test', 'shop.example.test']);
const day = 24 * 3_600_000;
const root = { pem: chains.root.certificatePem, hostPatterns: [] };

let server: GenuineServer;
let app: SettingsApp;

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
});
afterAll(async () => {
  await server.stop();
});

describe('what is set in the window', () => {
  let proxy: UpstreamProxy;

  beforeAll(async () => {
    app = await createSettingsApp(null);
    proxy = await startUpstreamProxy({ credentials: { user: 'ada', password: 'p@ss:word' } });
    await app.start();
    await app.show('Settings');
  });
  afterAll(async () => {
    await app.stop();
    await proxy.stop();
  });

  test('a name override leads there, is marked while it is in force, and the row has the address that was dialled', async () => {
    await app.page.getByRole('radio', { name: 'Direct' }).click();
    const form = app.page.getByRole('form', { name: 'New name override' });
    await form.getByRole('textbox', { name: 'Connections for' }).fill('api.example.test');
    await form.getByRole('textbox', { name: 'Go to' }).fill('127.0.0.1');
    await form.getByRole('textbox', { name: 'Port', exact: true }).fill('99999');
    await form.getByRole('button', { name: 'Add override' }).click();
    await form.getByText('A port is a number from 1 to 65535.').waitFor();
    await form.getByRole('textbox', { name: 'Connections for' }).fill('*.test');
    await form.getByText('No pattern, one name').waitFor();
    await form.getByRole('textbox', { name: 'Connections for' }).fill('api.example.test');
    await form.getByText('No pattern, one name').waitFor({ state: 'detached' });
    expect(await app.state()).toMatchObject({ overrides: [] });
    expect(await form.getByRole('textbox', { name: 'Connections for' }).inputValue()).toBe(
      'api.example.test',
    );
    await form.getByRole('textbox', { name: 'Port', exact: true }).fill('');
    await app.page.keyboard.press('Enter');
    await app.status().getByText('1 name override').waitFor();
    await app.card('Name overrides').getByText('api.example.test → 127.0.0.1').waitFor();
    const reached = server.traffic.connections;
    expect(await app.send('api.example.test', server.port)).toMatchObject({
      outcome: 'blocked',
      code: 'untrusted',
    });
    expect(server.traffic.connections).toBeGreaterThan(reached);
    const row = await app.page.evaluate(async () => {
      const { pinspect } = window as unknown as { pinspect: Bridge };
      const reply = await pinspect['connections.page']({ before: null, limit: 1, host: '', verdicts: [] });
      return reply.ok ? reply.value.rows[0] : null;
    });
    expect(row).toMatchObject({ host: 'api.example.test', address: `127.0.0.1:${server.port}` });
  });

  test('a pasted CA is looked at by its fingerprint, and trusted for its hosts until a date, with a mark', async () => {
    const form = app.page.getByRole('form', { name: 'Trust a CA' });
    const paste = form.getByRole('textbox', { name: 'CA certificate' });
    await paste.fill(chains.genuine.certificatePem);
    await form.getByRole('alert').getByText('is not a certificate authority').waitFor();
    expect(await form.getByRole('button', { name: 'Trust this CA' }).isDisabled()).toBe(true);
    await paste.fill(chains.root.certificatePem);
    const looked = form.getByRole('group', { name: 'The CA that would be trusted' });
    await looked.getByText(chains.root.spkiSha256).waitFor();
    await looked.getByText(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/).waitFor();
    expect((await app.state()).trustedAuthorities).toEqual([]);

    await form.getByRole('textbox', { name: 'Only for these hosts' }).fill('api.example.test');
    await form.getByRole('radio', { name: 'Until the end of' }).check();
    const date = form.getByRole('combobox', { name: 'Last day of the trust' });
    await date.fill('12/3');
    await form.getByText(/^Write it as \d{4}-\d\d-\d\d\.$/).waitFor();
    await date.fill('2099-02-30');
    await form.getByText('There is no 2099-02-30.').waitFor();
    await date.fill('2099-01-01');
    await form.getByText('a week at most').waitFor();
    expect(await form.getByRole('button', { name: 'Trust this CA' }).isDisabled()).toBe(true);
    // The last of the days that are offered, by keyboard.
    await date.press('ArrowUp');
    await date.press('Enter');
    const max = await date.inputValue();
    expect(max).toMatch(/^\d{4}-\d\d-\d\d$/);
    await form.getByRole('button', { name: 'Trust this CA' }).click();
    await app.card('Trusted CAs').getByText(`For api.example.test, until the end of ${max}.`).waitFor();
    await app.status().getByText(`A CA is trusted until the end of ${max}`).waitFor();
    expect(await app.send('api.example.test', server.port)).toMatchObject({ outcome: 'response' });
    const { trustedAuthorities } = await app.state();
    const until = trustedAuthorities[0]?.until ?? 0;
    expect(until).toBeGreaterThan(Date.now() + 5 * day);
    expect(until).toBeLessThanOrEqual(Date.now() + 7 * day);
  });

  test('a name override is changed in its place, removed, and brought back', async () => {
    const list = app.page.getByRole('list', { name: 'Name overrides in force' });
    await list.getByRole('button', { name: 'Change api.example.test' }).click();
    const form = app.page.getByRole('form', { name: 'Change of a name override' });
    await form.getByRole('textbox', { name: 'Port', exact: true }).fill('443');
    await form.getByRole('button', { name: 'Save change' }).click();
    await list.getByText('api.example.test:443 → 127.0.0.1').waitFor();
    await app.page.keyboard.press('Control+z');
    await list.getByText('api.example.test → 127.0.0.1').waitFor();
    await list.getByRole('button', { name: 'Change api.example.test' }).click();
    await form.getByRole('textbox', { name: 'Port', exact: true }).fill('443');
    await form.getByRole('button', { name: 'Save change' }).click();
    await list.getByRole('button', { name: 'Remove api.example.test:443' }).click();
    await expect.poll(async () => (await app.state()).overrides).toEqual([]);
    await app.status().getByText('name override').waitFor({ state: 'detached' });
    await app.page.keyboard.press('Control+z');
    await list.getByRole('button', { name: 'Change api.example.test:443' }).click();
    await form.getByRole('textbox', { name: 'Port', exact: true }).fill('');
    await app.page.keyboard.press('Enter');
    await list.getByText('api.example.test → 127.0.0.1').waitFor();
  });

  test('a CA in a file, DER too, is looked at before anybody trusts it', async () => {
    const path = join(app.home, 'other-root.cer');
    await writeFile(path, chains.otherRoot.certificateDer);
    await app.chooseFile(path);
    const form = app.page.getByRole('form', { name: 'Trust a CA' });
    await form.getByRole('button', { name: 'From a file…' }).click();
    await form
      .getByRole('group', { name: 'The CA that would be trusted' })
      .getByText(chains.otherRoot.spkiSha256)
      .waitFor();
    await form.getByRole('textbox', { name: 'CA certificate' }).fill('');
    expect((await app.state()).trustedAuthorities).toHaveLength(1);
  });

  test('main itself refuses trust for longer than 7 days, and for a time that is over', async () => {
    const add = async (until: number): Promise<unknown> =>
      app.page.evaluate(
        async ([pem, at]) =>
          (window as unknown as { pinspect: Bridge }).pinspect['trust.add']({
            pem,
            hostPatterns: [],
            until: at,
          }),
        [chains.otherRoot.certificatePem, until] as const,
      );
    for (const until of [Date.now() + 8 * day, Date.now() - 1_000])
      expect(await add(until)).toMatchObject({ value: { ok: false, error: { code: 'trust-too-long' } } });
    expect((await app.state()).trustedAuthorities).toHaveLength(1);
  });

  test('a proxy by hand carries the traffic with its password, which neither the page nor the file gets to know', async () => {
    await app.page.getByRole('radio', { name: 'A given proxy' }).click();
    const form = app.page.getByRole('form', { name: 'Given proxy' });
    await form.getByRole('textbox', { name: 'Address' }).fill(`127.0.0.1:${proxy.port}`);
    await form.getByRole('textbox', { name: 'User' }).fill('ada');
    await form.getByLabel('Password', { exact: true }).fill('p@ss:word');
    await form.getByText('This desktop has no keyring').waitFor();
    await form.getByRole('button', { name: 'Use this proxy' }).click();
    await form.getByText('In use. Password: known until Pinspect quits.').waitFor();
    expect(await app.send('api.example.test', server.port)).toMatchObject({
      outcome: 'response',
      route: `http://ada@127.0.0.1:${proxy.port}, asked for 127.0.0.1:${server.port}`,
    });
    expect(proxy.requests.at(-1)).toMatchObject({ credentials: 'ada:p@ss:word', outcome: 'forwarded' });
    expect(JSON.stringify(await app.state())).not.toMatch(/p@ss|p%40ss/);
    expect(await readFile(app.settingsFile, 'utf8')).not.toMatch(/p@ss|p%40ss/);
  });

  test('after a restart the route, the override and the dated trust are there, and the unkept password is not', async () => {
    await app.restart();
    await app.status().getByText('1 name override').waitFor();
    await app
      .status()
      .getByText(/A CA is trusted until the end of/)
      .waitFor();
    const before = proxy.requests.length;
    expect(await app.send('api.example.test', server.port)).toMatchObject({
      outcome: 'failed',
      code: 'proxy-authentication',
    });
    expect(proxy.requests.slice(before)).toMatchObject([{ credentials: 'ada:', outcome: 'challenged' }]);
    expect((await app.state()).interceptor).toEqual({ kind: 'off' });
  });

  test('without a keyring a password is kept only when the person agrees, and then with a mark', async () => {
    await app.show('Settings');
    const form = app.page.getByRole('form', { name: 'Given proxy' });
    await form.getByLabel('Password', { exact: true }).fill('p@ss:word');
    await form.getByRole('checkbox', { name: 'Keep the password unprotected' }).check();
    await form.getByRole('button', { name: 'Use this proxy' }).click();
    await form.getByText('The password of this proxy is kept unprotected.').waitFor();
    expect(await readFile(app.settingsFile, 'utf8')).not.toContain('p@ss');
    expect((await stat(app.settingsFile)).mode & 0o777).toBe(0o600);
    await app.restart();
    expect(await app.send('api.example.test', server.port)).toMatchObject({ outcome: 'response' });
    await app.show('Settings');
    await app.page.getByText('The password of this proxy is kept unprotected.').waitFor();
  });

  test('the password goes to no other proxy than the one it was given for', async () => {
    const other = await startUpstreamProxy({ credentials: { user: 'ada', password: 'p@ss:word' } });
    const form = app.page.getByRole('form', { name: 'Given proxy' });
    await form.getByRole('textbox', { name: 'Address' }).fill(`127.0.0.1:${other.port}`);
    await form.getByText('Not in use yet.').waitFor();
    await form.getByRole('button', { name: 'Use this proxy' }).click();
    await form.getByText('In use. Password: none.').waitFor();
    expect(await app.send('api.example.test', server.port)).toMatchObject({ code: 'proxy-authentication' });
    expect(other.requests).toMatchObject([{ credentials: 'ada:', outcome: 'challenged' }]);
    await other.stop();
  });

  test('a proxy that takes only Negotiate and NTLM is named so', async () => {
    const ntlm = await startUpstreamProxy({
      credentials: { user: 'x', password: 'y' },
      challenges: ['Negotiate', 'NTLM'],
    });
    const form = app.page.getByRole('form', { name: 'Given proxy' });
    await form.getByRole('textbox', { name: 'Address' }).fill(`127.0.0.1:${ntlm.port}`);
    await form.getByRole('button', { name: 'Use this proxy' }).click();
    await form.getByText('In use.').waitFor();
    await app.show('Connections');
    await app.page.getByRole('textbox', { name: 'URL' }).fill(`https://api.example.test:${server.port}/`);
    await app.page.keyboard.press('Enter');
    await app.page
      .getByRole('alert', { name: 'Request outcome' })
      .getByText(/takes only Negotiate or NTLM/)
      .waitFor();
    await ntlm.stop();
  });

  test('hosts without pins are refused by the switch, in the policy’s own file', async () => {
    await app.show('Settings');
    await app.page.getByRole('radio', { name: 'Direct' }).click();
    await app.card('Hosts without pins').getByRole('radio', { name: 'Refuse' }).click();
    await app.status().getByText(', others refused').waitFor();
    const sent = server.traffic.requests.length;
    expect(await app.send('api.example.test', server.port)).toMatchObject({
      outcome: 'blocked',
      code: 'unpinned-refused',
    });
    expect(server.traffic.requests).toHaveLength(sent);
    await app.card('Hosts without pins').getByRole('radio', { name: 'Allow' }).click();
  });

  test('in the filled view axe finds nothing serious, light or dark, and every field is reached by keyboard', async () => {
    const more = app.page.getByRole('switch', { name: 'More contrast' });
    for (const scheme of ['Light', 'Dark'])
      for (const isMore of [false, true]) {
        await app.page
          .getByRole('radiogroup', { name: 'Colours' })
          .getByText(scheme, { exact: true })
          .click();
        await more.setChecked(isMore);
        await expect.poll(() => complaintsOf(app.page)).toEqual([]);
      }
    const unreachable = await app.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main button, main input, main textarea')]
        .filter((element) => element.offsetParent !== null && element.tabIndex < 0)
        .map((element) => element.getAttribute('aria-label') ?? element.outerHTML.slice(0, 120)),
    );
    expect(unreachable).toEqual([]);
  });

  test('the path of mitmdump is kept, and mitmproxy is never on unasked', async () => {
    await app.page.getByText(/^mitmproxy .* found at/).waitFor();
    const found = await app.page
      .getByRole('textbox', { name: 'Path to mitmdump' })
      .getAttribute('placeholder');
    await app.page.getByRole('textbox', { name: 'Path to mitmdump' }).fill(found ?? '');
    // A path that was never started is asked about outside the page.
    await app.agree();
    await app.page.getByRole('button', { name: 'Start mitmproxy' }).click();
    await app.page.getByText(/is in the route, at/).waitFor();
    await app.restart();
    expect((await app.state()).interceptor).toEqual({ kind: 'off' });
    await app.show('Settings');
    expect(await app.page.getByRole('textbox', { name: 'Path to mitmdump' }).inputValue()).toBe(found);
  }, 120_000);

  test('theme and contrast are there after a restart', async () => {
    const look = async (): Promise<readonly (string | undefined)[]> =>
      app.page.evaluate(() => {
        const { mantineColorScheme, contrast } = document.documentElement.dataset;
        return [mantineColorScheme, contrast];
      });
    expect(await look()).toEqual(['dark', 'more']);
    await app.restart();
    await expect.poll(look).toEqual(['dark', 'more']);
  });
});

describe('the end of what is kept', () => {
  afterEach(async () => {
    await app.stop();
  });

  test('trust until a date ends at that moment, without a restart, and the next request is refused', async () => {
    app = await createSettingsApp({});
    await app.start();
    // From the moment it runs: a start on a busy machine takes seconds.
    const until = Date.now() + 8_000;
    await app.page.evaluate(
      async ({ pem, at }) => {
        const { pinspect } = window as unknown as { pinspect: Bridge };
        await pinspect['trust.add']({ pem, hostPatterns: [], until: at });
      },
      { pem: root.pem, at: until },
    );
    expect(await app.send('api.example.test', server.port)).toMatchObject({ outcome: 'response' });
    await app.page.getByText(/The time is over for which .* was trusted/).waitFor();
    expect(Date.now()).toBeGreaterThanOrEqual(until);
    const sent = server.traffic.requests.length;
    expect(await app.send('api.example.test', server.port)).toMatchObject({
      outcome: 'blocked',
      code: 'untrusted',
    });
    expect(server.traffic.requests).toHaveLength(sent);
    await app.status().getByText('is trusted').waitFor({ state: 'detached' });
    await expect
      .poll(async () => JSON.parse(await readFile(app.settingsFile, 'utf8')) as unknown)
      .toMatchObject({ trusted: [] });
  });

  test('a clock that was set back ends it at the next start', async () => {
    app = await createSettingsApp({
      trusted: [{ ...root, until: Date.now() + 3 * day }],
      clockSeenAt: Date.now() + 2 * 3_600_000,
    });
    await app.start();
    await app.page.getByText(/The clock was set back/).waitFor();
    expect(await app.send('api.example.test', server.port)).toMatchObject({ code: 'untrusted' });
  });

  test('a settings file that cannot be read trusts nobody, says so, and is set aside', async () => {
    app = await createSettingsApp({ trusted: [{ ...root, until: 'tomorrow' }] });
    await app.start();
    await app.page.getByText(/The settings cannot be read/).waitFor();
    expect(await app.state()).toMatchObject({
      trustedAuthorities: [],
      overrides: [],
      route: { kind: 'system' },
    });
    expect(await readFile(`${app.settingsFile}.unreadable`, 'utf8')).toContain('tomorrow');
  });
});

describe.skipIf(!hasKeyring())('with a keyring', () => {
  test('a password is kept in it, and is there after a restart; with another keyring it is not, and that is said', async () => {
    app = await createSettingsApp({
      trusted: [{ ...root, until: Date.now() + day }],
      clockSeenAt: Date.now(),
    });
    const keyring = await startKeyring(app.home);
    const proxy = await startUpstreamProxy({ credentials: { user: 'ada', password: 'p@ss:word' } });
    await app.start(keyring.env);
    try {
      await app.show('Settings');
      await app.page.getByRole('radio', { name: 'A given proxy' }).click();
      const form = app.page.getByRole('form', { name: 'Given proxy' });
      await form.getByRole('textbox', { name: 'Address' }).fill(`127.0.0.1:${proxy.port}`);
      await form.getByRole('textbox', { name: 'User' }).fill('ada');
      await form.getByLabel('Password', { exact: true }).fill('p@ss:word');
      await form.getByRole('checkbox', { name: 'Keep the password in the system’s keyring' }).check();
      await form.getByRole('button', { name: 'Use this proxy' }).click();
      await form.getByText('In use. Password: kept in the keyring.').waitFor();
      const kept = JSON.parse(await readFile(app.settingsFile, 'utf8')) as {
        route: { password: { sealed: string } };
      };
      // v11: Chromium's mark of a key from the keyring; v10 is the one that everybody knows.
      expect(Buffer.from(kept.route.password.sealed, 'base64').subarray(0, 3).toString()).toBe('v11');

      await app.restart(keyring.env);
      expect(await app.send('api.example.test', server.port)).toMatchObject({ outcome: 'response' });
      expect(proxy.requests.at(-1)).toMatchObject({ credentials: 'ada:p@ss:word' });

      await app.restart();
      await app.page.getByText('The password of the proxy cannot be read any more').waitFor();
      expect(await app.send('api.example.test', server.port)).toMatchObject({ code: 'proxy-authentication' });
    } finally {
      await app.stop();
      await keyring.stop();
      await proxy.stop();
    }
  }, 120_000);
});
