/**
 * The real window over a journal of very many connections, while more come in: `npm run bench -- window [connections] [rows a second]`.
 * The rows that come are real requests through the pinned stack, in the clear, so that the cores draw and do not encrypt.
 * Not a test: it takes a minute and a gigabyte of disk, and its numbers are for people.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Session } from 'electron';
import { openJournalFile } from '../../main/journal/journal-file.ts';
import { JournalStore } from '../../main/journal/journal-store.ts';
import { loadSqlite } from '../../main/journal/sqlite.ts';
import { recordMany } from '../support/journal/many-connections.ts';
import { createHome, launchElectron } from '../support/launch-electron.ts';
import { startPlainServer } from '../support/servers/plain-server.ts';

const connections = Number(process.argv[2] ?? 1_000_000);
const rowsPerSecond = Number(process.argv[3] ?? 200);
const scrollSeconds = Number(process.argv[4] ?? 10);

const say = (what: string, value: string): void => {
  process.stdout.write(`${what.padEnd(58)} ${value}\n`);
};

/** Megabytes. */
interface Memory {
  readonly resident: number;
  /** With its share of what processes have in common. */
  readonly proportional: number;
  readonly own: number;
}

const memoryOf = async (pid: number): Promise<Memory> => {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return {
    resident: megabytes('Rss'),
    proportional: megabytes('Pss'),
    own: megabytes('Private_Clean') + megabytes('Private_Dirty'),
  };
};
const memoryWords = ({ resident, proportional, own }: Memory): string =>
  `${resident.toFixed(0)} MB resident, ${proportional.toFixed(0)} MB proportional, ${own.toFixed(0)} MB its own`;

/** Looks at the memory five times a second until it is stopped, which resolves with the most of each that was seen. */
const watchMemory = (pid: number): (() => Promise<Memory>) => {
  let peak: Memory = { resident: 0, proportional: 0, own: 0 };
  const look = async (): Promise<void> => {
    const now = await memoryOf(pid);
    peak = {
      resident: Math.max(peak.resident, now.resident),
      proportional: Math.max(peak.proportional, now.proportional),
      own: Math.max(peak.own, now.own),
    };
  };
  const timer = setInterval(() => void look(), 200);
  return async () => {
    clearInterval(timer);
    await look();
    return peak;
  };
};

/** Draws frames for `seconds` while the wheel turns; the time from frame to frame, sorted, in milliseconds. */
const scrollFor = async (page: Page, seconds: number): Promise<readonly number[]> => {
  const frames = page.evaluate(
    (milliseconds) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const began = performance.now();
        let last = began;
        const onFrame = (now: number): void => {
          times.push(now - last);
          last = now;
          if (now - began < milliseconds) requestAnimationFrame(onFrame);
          else resolve(times.slice(1));
        };
        requestAnimationFrame(onFrame);
      }),
    seconds * 1_000,
  );
  const end = performance.now() + seconds * 1_000;
  for (let turn = 0; performance.now() < end; turn += 1)
    await page.mouse.wheel(0, turn % 40 < 20 ? 400 : -300);
  return (await frames).toSorted((one, other) => one - other);
};

const wordsOf = (frames: readonly number[]): string => {
  const at = (share: number): string => (frames[Math.floor(frames.length * share)] ?? NaN).toFixed(1);
  const late = frames.filter((ms) => ms > 25).length;
  return `${(frames.length / scrollSeconds).toFixed(0)} frames a second; median ${at(0.5)} ms, 95 % ${at(0.95)} ms, worst ${at(0.999)} ms; ${late} later than 25 ms`;
};

const undo: (() => Promise<void>)[] = [];
const home = await createHome();
const server = await startPlainServer();
try {
  const opened = openJournalFile(await loadSqlite(), { folder: join(home, 'user-data', 'journal') });
  if (!opened.ok) throw new Error(opened.error.message);
  recordMany(new JournalStore(opened.value.database), connections, Date.now() - connections * 1_000);
  opened.value.database.close();

  const app = await launchElectron({ home, args: ['--connect-to=::127.0.0.1:'] });
  undo.push(app.close);
  const page = await app.electron.firstWindow();
  await page.setViewportSize({ width: 1280, height: 800 });
  const list = page.getByRole('grid', { name: 'Connections' });
  const total = page.getByText(connections.toLocaleString('en-US')).first();
  await total.waitFor({ timeout: 120_000 });
  const navigationMs = await page.evaluate(() => performance.now());
  say(`${connections} connections shown after the page began`, `${navigationMs.toFixed(0)} ms`);

  const filter = page.getByRole('textbox', { name: 'Filter', exact: true });
  // Looked at in the page, frame by frame: Playwright looks every hundred milliseconds.
  const drawn = page.evaluate(
    (count) =>
      new Promise<number>((resolve) => {
        const isDrawn = (): boolean => {
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode() !== null) if (texts.currentNode.nodeValue?.trim() === count) return true;
          return false;
        };
        const onInput = (): void => {
          const typedMs = performance.now();
          const look = (): void => {
            if (isDrawn()) resolve(performance.now() - typedMs);
            else requestAnimationFrame(look);
          };
          look();
        };
        document.addEventListener('input', onInput, { capture: true, once: true });
      }),
    (connections / 5_000).toLocaleString('en-US'),
  );
  await filter.fill('verdict:mismatch');
  say('a filter typed, until its rows are drawn', `${(await drawn).toFixed(0)} ms`);
  await filter.fill('');
  await total.waitFor();

  const renderer = await app.electron.evaluate(
    ({ app: electronApp }) => electronApp.getAppMetrics().find(({ type }) => type === 'Tab')?.pid ?? 0,
  );
  say('renderer memory before', memoryWords(await memoryOf(renderer)));
  await list.hover();
  const peakOfQuiet = watchMemory(renderer);
  say('scrolling, nothing coming in', wordsOf(await scrollFor(page, scrollSeconds)));
  say('renderer memory at most meanwhile', memoryWords(await peakOfQuiet()));

  // The session of the next epoch, as it is made.
  await app.electron.evaluate(({ app: electronApp }) => {
    const seen: Session[] = [];
    electronApp.on('session-created', (session) => seen.push(session));
    (globalThis as unknown as { sessions: Session[] }).sessions = seen;
  });
  await page.evaluate(() => window.pinspect?.['route.set']({ kind: 'direct' }));
  await app.electron.evaluate(
    async (_electron, { port, everyMs }) => {
      const scope = globalThis as unknown as { sessions: Session[]; sent: number; timer: NodeJS.Timeout };
      scope.sent = 0;
      const url = (): string => `http://h${scope.sent % 500}.example.com:${port}/?close`;
      // Of the lanes of an epoch, the one that asks the relay for such a host.
      let lane: Session | undefined;
      for (let attempt = 0; lane === undefined; attempt += 1) {
        const tries = await Promise.all(
          scope.sessions.map(async (session) =>
            session.fetch(url()).then(
              ({ ok }) => ok,
              () => false,
            ),
          ),
        );
        lane = scope.sessions[tries.indexOf(true)];
        if (attempt === 50) throw new Error('No session of the epoch in force takes a request.');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const taking = lane;
      let owed = 0;
      let last = performance.now();
      scope.timer = setInterval(() => {
        owed += (performance.now() - last) / everyMs;
        last = performance.now();
        for (; owed >= 1; owed -= 1) {
          scope.sent += 1;
          taking.fetch(url(), { headers: { connection: 'close' } }).catch(() => undefined);
        }
      }, 20);
    },
    { port: server.port, everyMs: 1_000 / rowsPerSecond },
  );
  const before = server.traffic.requests.length;
  const peakOfBusy = watchMemory(renderer);
  const frames = await scrollFor(page, scrollSeconds);
  const came = (server.traffic.requests.length - before) / scrollSeconds;
  say(`scrolling, ${came.toFixed(0)} requests a second coming in`, wordsOf(frames));
  say('renderer memory at most meanwhile', memoryWords(await peakOfBusy()));
  say('renderer memory after', memoryWords(await memoryOf(renderer)));
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devTools.send('Runtime.getHeapUsage');
  say('and after a garbage collection', memoryWords(await memoryOf(renderer)));
  say('JavaScript heap in use then', `${(usedSize / 1024 ** 2).toFixed(0)} MB`);
} finally {
  for (const stop of undo) await stop();
  await server.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
