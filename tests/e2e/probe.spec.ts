import { test } from 'vitest';
import type { Shell } from '../support/shell/main.ts';
import { launchElectron } from '../support/launch-electron.ts';
import { createServer } from 'node:http';
test('x', async () => {
  let hits = 0;
  const server = createServer((_q, r) => { hits += 1; r.end('x'); }).listen(0, '127.0.0.1');
  await new Promise((r) => server.once('listening', r));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  const a = await launchElectron({ app: 'dist/shell/index.js', builds: ['preload', 'shell'] });
  try {
    const page = await a.electron.firstWindow();
    await page.waitForLoadState();
    console.log(await page.url(), await page.evaluate(() => ({ ...document.documentElement.dataset })));
    const shell = await a.electron.evaluateHandle(() => (globalThis as unknown as { shell: Shell }).shell);
    console.log('page', await page.evaluate(async () => [typeof require, typeof process, Object.keys((window as any).pinspect), await (window as any).pinspect['route.set']({kind:'direct'}), await (window as any).pinspect['route.set']({kind:'directx'}),
      await navigator.clipboard.writeText('hi').then(()=> 'ok', String), await navigator.clipboard.readText().then(()=> 'ok', String), await Notification.requestPermission(),
    ]));
    console.log(await shell.evaluate(async (shell, url) => {
      const out: unknown[] = [];
      const t = async (name: string, p: () => Promise<unknown>) => { out.push([name, await p().then((v) => v, String)]); };
      await t('window fetch', () => shell.windowSession.fetch(url).then((r) => r.status));
      await t('default fetch', () => shell.session.defaultSession.fetch(url).then((r) => r.status));
      await t('net fetch', () => shell.net.fetch(url).then((r) => r.status));
      const f = shell.session.fromPartition('forgotten');
      await t('forgotten', () => f.fetch(url).then((r) => r.status));
      const g = shell.session.fromPartition('adopted'); shell.guard.adopt(g);
      await t('adopted', () => g.fetch(url).then((r) => r.status));
      shell.windowSession.webRequest.onBeforeRequest(null);
      await t('window fetch unblocked', () => shell.windowSession.fetch(url).then((r) => r.status));
      await t('resolveproxy', () => shell.windowSession.resolveProxy(url));
      return out;
    }, url));
    console.log(hits, a.stderr());
  } finally { await a.close(); server.close(); }
});
