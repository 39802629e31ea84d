// A schedule of the shortest interval, at its real pace, and the desktop's notification of what it found: the app, window
// manager, notification service, session bus and TLS server are real.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasDesktop, startDesktop, type Desktop } from '../support/desktop.ts';
import { openRequestsView, type RequestsView } from '../support/requests-view.ts';

const minuteMs = 60_000;

describe.skipIf(!hasDesktop())('on a desktop (skipped without openbox and dunst)', () => {
  let desktop: Desktop;
  let view: RequestsView;

  beforeAll(async () => {
    view = await openRequestsView(async (home) => {
      desktop = await startDesktop(home);
      return desktop.env;
    });
  });
  afterAll(async () => {
    try {
      await view.close();
    } finally {
      await desktop.stop();
    }
  });

  const startedAt = async (): Promise<number | null> =>
    view.page.evaluate(async () => {
      const runs = await window.pinspect?.['runs.list']({});
      const run = runs?.ok === true ? runs.value[0] : undefined;
      return run?.isScheduled === true && !run.isRunning ? run.startedAt : null;
    });

  test(
    'a minute after its first run a schedule runs again, the certificate that was swapped is told by the desktop, and a click leads to it',
    { timeout: 4 * minuteMs },
    async () => {
      const hosts = ['api', 'shop'] as const;
      await view.page.getByRole('button', { name: 'Add hosts…' }).click();
      const dialog = view.page.getByRole('dialog', { name: 'Add hosts' });
      await dialog.getByRole('textbox').fill(hosts.map((host) => view.url(host)).join('\n'));
      await dialog.getByRole('button', { name: 'Add 2 hosts' }).click();
      await view.pinApi(view.chains.genuine.spkiSha256);
      await view.page.getByRole('combobox', { name: 'Schedule' }).click();
      await view.page.getByRole('option', { name: 'Run every minute' }).click();
      await expect.poll(startedAt).not.toBeNull();
      const first = (await startedAt()) ?? 0;
      await view.runTable().getByText('Pinned', { exact: true }).waitFor();

      view.server.setCertificate(view.chains.renewedWithNewKey);
      await view.page.keyboard.press('Control+1');
      const isInFront = (): Promise<boolean> =>
        view.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null);
      await expect.poll(isInFront).toBe(true);
      await view.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
      await expect.poll(isInFront).toBe(false);
      expect([await desktop.countNotifications(), await desktop.notificationHistory()]).toEqual([0, []]);

      await expect.poll(desktop.countNotifications, { timeout: 2 * minuteMs }).toBe(1);
      await expect.poll(startedAt).toBeGreaterThan(first);
      const second = (await startedAt()) ?? 0;
      expect(second - first).toBeGreaterThanOrEqual(minuteMs);
      // Late by the machine, and not by a round.
      expect(second - first).toBeLessThan(1.5 * minuteMs);

      await desktop.clickNotification();
      const target = `api.example.test:${view.server.port}`;
      await expect.poll(desktop.notificationHistory).toEqual([
        {
          appname: 'Pinspect',
          summary: 'My requests: a verdict has changed',
          body: `${target} was pinned, allowed; now it is mismatch, blocked.`,
        },
      ]);
      await expect.poll(isInFront).toBe(true);
      await expect.poll(() => view.page.title()).toBe('Requests – Pinspect');
      const row = view.runTable().getByRole('row', { name: /api\.example\.test/ });
      await row.getByText(`${target} was pinned, allowed; now it is mismatch, blocked.`).waitFor();
      const opener = row.getByRole('button', { name: `GET ${target}` });
      await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
    },
  );
});
