// How a command ends that is not left to end by itself: its reader goes away, its output has no place, or a signal comes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { faultsOfJunit } from '../../support/report-schemas.ts';
import { pinspectInCheckout, runPinspect, startPinspect } from '../../support/run-pinspect.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { startGenuineServer, type GenuineServer } from '../../support/servers/genuine-server.ts';
import type { LoopbackListener } from '../../support/servers/loopback-listener.ts';
import { startShellJob, statesBelow } from '../../support/shell-job.ts';
import { startStallingServer } from '../../support/servers/stalling-server.ts';

vi.setConfig({ testTimeout: 120_000 });

const chains = createTestChains(['*.example.test']);
const folder = mkdtempSync(join(tmpdir(), 'pinspect-test-'));
const file = (name: string): string => join(folder, name);
let server: GenuineServer;

beforeAll(async () => {
  server = await startGenuineServer({ certificate: chains.genuine });
  writeFileSync(file('root.pem'), chains.root.certificatePem);
  const pinSets = [{ pattern: 'a.example.test', pins: [chains.genuine.spkiSha256] }];
  writeFileSync(file('policy.json'), JSON.stringify({ version: 1, pinSets }));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const known = (): readonly string[] => [
  ...['--pins', file('policy.json'), '--cacert', file('root.pem'), '--connect-to', '::127.0.0.1:'],
];
const check = (...urls: readonly string[]): readonly string[] => [
  ...['check', `https://a.example.test:${server.port}/`, ...urls, ...known()],
];

describe.skipIf(process.platform === 'win32')('output that cannot be written', () => {
  const commands: readonly (readonly [string, () => readonly string[]])[] = [
    ['--help', () => ['--help']],
    ['pins', () => ['pins', file('root.pem')]],
    ['check', () => check()],
    ['check --json', () => [...check(), '--json']],
    ['lab', () => ['lab', '--url', `https://a.example.test:${server.port}/`, ...known()]],
    ['watch', () => ['watch', '--listen', '127.0.0.1:0', '--duration', '1s', '--ca', file('ca')]],
  ];

  test.each(commands)('%s ends with 141 and says nothing when its reader is gone', async (_name, words) => {
    const wrapper = ['bash', '-c', '"$@" | exec true; exit "${PIPESTATUS[0]}"', 'bash'];
    const { code, stderr } = await runPinspect(words(), { wrapper });
    expect(stderr).not.toMatch(/bug|EPIPE|cannot be written/);
    expect(code, stderr).toBe(141);
  });

  test.skipIf(process.platform !== 'linux').each(commands)(
    '%s says so and ends with 65 when the disk is full',
    async (_name, words) => {
      const wrapper = ['sh', '-c', 'exec "$@" > /dev/full', 'sh'];
      const { code, stderr } = await runPinspect(words(), { wrapper });
      expect(stderr).toMatch(
        /^pinspect: the output cannot be written: no space is left there\. Free some\.$/m,
      );
      expect(stderr).not.toContain('bug');
      expect(code).toBe(65);
    },
  );

  test('what is lost on stderr does not cost the results', async () => {
    const wrapper = ['bash', '-c', '"$@" 2> >(exec true)', 'bash'];
    const { code, stdout } = await runPinspect(
      ['watch', ...['--listen', '127.0.0.1:0', '--duration', '1s', '--ca', file('ca')]],
      { wrapper },
    );
    expect(stdout).toContain('Nobody came.');
    expect(code).toBe(3);
  });
});

describe.skipIf(process.platform === 'win32')('a signal', () => {
  const slowCheck = (stalling: LoopbackListener): readonly string[] => [
    ...check(`https://slow.example.test:${stalling.port}/`),
    ...['--concurrency', '1', '--timeout', '60'],
  ];
  /** One host at a time: the second is asked then. */
  const untilFirstIsJudged = async (stalling: LoopbackListener): Promise<void> => {
    await expect.poll(() => stalling.openConnections, { timeout: 90_000 }).toBe(1);
  };
  const startSlowCheck = async (
    stalling: LoopbackListener,
    report: string,
  ): Promise<ReturnType<typeof startPinspect>> => {
    const started = startPinspect([...slowCheck(stalling), '--report', `junit=${report}`]);
    await untilFirstIsJudged(stalling);
    return started;
  };

  test.each([
    ['SIGTERM', 'group'],
    ['SIGHUP', 'group'],
    ['SIGINT', 'group'],
    ['SIGTERM', 'alone'],
    ['SIGINT', 'alone'],
  ] as const)('%s (%s) ends a check with the report of what was done', async (signal, to) => {
    const stalling = await startStallingServer();
    try {
      const report = file(`${signal}-${to}.xml`);
      const started = await startSlowCheck(stalling, report);
      started.send(signal, to);
      // GNU timeout sends its signal to the process, and again to its group.
      started.send(signal, to);
      const { code, stdout, stderr } = await started.ended;
      expect(stderr).toBe('pinspect: ended early: 1 of 2 were not run.\n');
      expect(stdout).toContain('1 checked: 1 pinned, 1 not run.');
      expect(code).toBe(2);
      const xml = readFileSync(report, 'utf8');
      expect(await faultsOfJunit(xml)).toBe('');
      expect(xml).toContain('tests="2" failures="0" errors="0" skipped="1"');
    } finally {
      await stalling.stop();
    }
  });

  test('SIGKILL leaves no command behind that goes on by itself', async () => {
    const stalling = await startStallingServer();
    try {
      const started = await startSlowCheck(stalling, file('killed.xml'));
      started.send('SIGKILL', 'group');
      // Its outputs are closed once the last of its processes is gone, long before the 60 seconds of its time-out.
      const timeout = new Promise((resolve) => setTimeout(resolve, 30_000, 'still running'));
      expect(await Promise.race([started.ended, timeout])).toMatchObject({ code: null });
    } finally {
      await stalling.stop();
    }
  });

  test('ctrl-Z stops the command with every process of it, and it goes on from there', async () => {
    const stalling = await startStallingServer();
    try {
      const job = await startShellJob([...pinspectInCheckout, ...slowCheck(stalling)]);
      await untilFirstIsJudged(stalling);
      expect(await job.stop()).toBe(128 + constants.signals.SIGTSTP);
      expect(statesBelow(job.pid).length).toBeGreaterThan(3);
      await expect.poll(() => new Set(statesBelow(job.pid))).toEqual(new Set('T'));
      job.resume();
      await expect.poll(() => statesBelow(job.pid)).not.toContain('T');
      job.interrupt();
      const { code, stdout } = await job.ended;
      expect(stdout).toContain('1 checked: 1 pinned, 1 not run.');
      expect(code).toBe(2);
    } finally {
      await stalling.stop();
    }
  });
});
