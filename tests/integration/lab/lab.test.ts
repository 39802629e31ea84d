// The product's lab, whole, in a real Electron without a display.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabResult, type ScenarioResult, scenarioIds } from '../../../common/lab-result.ts';
import { adoptPin } from '../../../common/pinning/adopt-pin.ts';
import { emptyPolicy } from '../../../common/pinning/policy.ts';
import { findMitmproxy } from '../../../main/interception/find-mitmproxy.ts';
import { startMitmproxy } from '../../../main/interception/start-mitmproxy.ts';
import { createHome } from '../../support/launch-electron.ts';
import { trustInNss } from '../../support/nss-trust.ts';
import { createTestChains } from '../../support/servers/chains.ts';
import { type GenuineServer, startGenuineServer } from '../../support/servers/genuine-server.ts';
import { type LabAnswer, failuresOf, runLabProcess } from '../../support/lab/run-lab-process.ts';

const found = await findMitmproxy({
  path: null,
  platform: process.platform,
  env: process.env,
  homeFolder: homedir(),
});
const version = found.ok ? found.value.version : `skipped: ${found.error.message}`;

const interceptors = [
  ['builtin', 'built-in interceptor', true],
  ['mitmproxy', found.ok ? `mitmproxy ${found.value.version}` : version, found.ok],
] as const;

describe.each(interceptors)('the lab with %s', (interceptor, name, isThere) => {
  let answer: LabAnswer;
  let result: LabResult;
  const scenario = (id: (typeof scenarioIds)[number]): ScenarioResult => {
    const one = result.scenarios.find((each) => each.id === id);
    if (one === undefined) throw new Error(`There is no scenario ${id}.`);
    return one;
  };

  beforeAll(async () => {
    if (!isThere) return;
    answer = await runLabProcess({ interceptor });
    result = answer.result;
  }, 120_000);

  test.skipIf(!isThere)('runs every scenario in order, and all hold', () => {
    expect(failuresOf(result.scenarios)).toEqual([]);
    expect(result.scenarios.map(({ id }) => id)).toEqual(scenarioIds);
    expect(result.scenarios.map(({ number }) => number)).toEqual(scenarioIds.map((_id, index) => index + 1));
    expect(result.interceptor).toBe(name);
    expect(answer.bugs).toEqual([]);
  });

  test.skipIf(!isThere)('has evidence from both sides: the control was read, the pinned host was not', () => {
    const [control] = scenario('trusted-interceptor').steps;
    expect(control).toMatchObject({
      readBy: 'both',
      client: { verdict: 'unpinned', status: 200, answered: 1 },
      interceptor: { name, requestsRead: 1 },
    });
    expect(control?.interceptor?.bytesRead).toBeGreaterThan(50);
    expect(control?.client.applicationBytesSent).toBeGreaterThan(50);
    expect(control?.servers[0]?.contentBytes).toBeGreaterThan(20);
    const [pinned] = scenario('pinned-interceptor').steps;
    expect(pinned).toMatchObject({
      readBy: 'nobody',
      client: { verdict: 'mismatch', outcome: 'blocked', applicationBytesSent: 0 },
      interceptor: { name, requestsRead: 0, bytesRead: 0, refusals: 1 },
      servers: [{ requests: 0, contentBytes: 0 }],
    });
    expect(pinned?.interceptor?.refusal).toContain('alert certificate_unknown (46)');
    expect(pinned?.client.failureMessage).toContain('Certificate pinning failure!');
  });

  test.skipIf(!isThere)('shows the hashes that a dummy pin was compared with', () => {
    const { client } = scenario('dummy-pin').steps[0] ?? {};
    expect(client?.expectedPins).toEqual(['sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=']);
    expect(client?.validatedChain.map(({ subject }) => subject)).toEqual([
      'CN=api.shop.test',
      'CN=Lab Issuing CA',
      'CN=Lab Policy CA',
      'CN=Lab Root',
    ]);
  });

  test.skipIf(!isThere)('leaves no process and no file behind', () => {
    expect(readdirSync(tmpdir()).filter((each) => each.startsWith('pinspect-lab-'))).toEqual([]);
    expect(execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })).not.toContain('pinspect-lab-');
  });
});

describe('that the pin stops the interceptor, played alone for a host of one’s own,', () => {
  const chains = createTestChains();
  let server: GenuineServer;
  beforeAll(async () => {
    server = await startGenuineServer({ certificate: chains.genuine });
  });
  afterAll(async () => {
    await server.stop();
  });
  const playAlone = async (anchors: readonly string[]): Promise<ScenarioResult | undefined> => {
    const { result } = await runLabProcess({
      only: ['pinned-interceptor'],
      overrides: [{ host: '', port: null, toHost: '127.0.0.1', toPort: null }],
      ownHost: {
        url: `https://a.example.test:${server.port}/`,
        policy: adoptPin(emptyPolicy, 'a.example.test', chains.genuine.spkiSha256, Date.now()),
        anchors,
      },
    });
    return result.scenarios[0];
  };

  test('shows first that the interceptor can read the host', async () => {
    const scenario = await playAlone([chains.root.certificatePem]);
    expect(scenario?.verdict).toBe('passed');
    expect(scenario?.steps.map(({ interceptor }) => interceptor?.requestsRead)).toEqual([1, 0]);
  });

  test('is not run where that cannot be shown', async () => {
    const scenario = await playAlone([]);
    expect(scenario).toMatchObject({ verdict: 'not-run', checks: [] });
    expect(scenario?.whyNotRun).toMatch(/^The interceptor read the request, but did not get it to/);
    expect(scenario?.steps).toHaveLength(1);
  });
});

describe('the lab is tested itself: without a protection the scenarios that rest on it fail', () => {
  test('a proc that accepts everything', async () => {
    const { result } = await runLabProcess({ fault: 'accepts-everything' });
    const passed = result.scenarios.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id);
    // The control, and trial pins: they expect that it passes.
    expect(passed).toEqual(['trusted-interceptor', 'report-only']);
  });

  test('a proc that answers -3 without a record', async () => {
    const { result } = await runLabProcess({
      fault: 'answers-minus-three',
      only: ['dummy-pin', 'real-pin', 'trusted-interceptor', 'pinned-interceptor', 'renewals'],
    });
    expect(result.scenarios.map(({ verdict }) => verdict)).toEqual(result.scenarios.map(() => 'failed'));
  });

  test('pins judged on the presented chain', async () => {
    const only = ['dummy-pin', 'pinned-interceptor', 'appended-certificate'] as const;
    const { result } = await runLabProcess({ fault: 'judges-presented-chain', only });
    expect(result.scenarios.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'dummy-pin passed',
      'pinned-interceptor passed',
      'appended-certificate failed',
    ]);
    const [step] = result.scenarios[2]?.steps ?? [];
    expect(step).toMatchObject({ readBy: 'interceptor', client: { verdict: 'pinned' } });
  });

  test('an epoch that outlives a change of the policy', async () => {
    const { result } = await runLabProcess({ fault: 'keeps-epoch', only: ['dummy-pin', 'real-pin'] });
    expect(result.scenarios.map(({ verdict }) => verdict)).toEqual(['passed', 'failed']);
  });

  test.skipIf(!found.ok)(
    'handshakes side by side, with a proc that takes its time; in turns the same proc holds',
    async () => {
      // Chromium passes a certificate unasked only where it trusts it itself: as after an attacker's CA was installed.
      const folder = mkdtempSync(join(tmpdir(), 'pinspect-test-'));
      const home = await createHome();
      const mitmproxyFolder = join(folder, 'mitmproxy');
      const once = await startMitmproxy({
        found: found.ok ? found.value : { path: '', version: '' },
        configFolder: mitmproxyFolder,
        upstreamProxy: null,
      });
      if (!once.ok) throw new Error(once.error.message);
      await once.value.stop();
      await trustInNss(home, once.value.caPem ?? '');
      const only = ['attack-mid-session'] as const;
      const serial = await runLabProcess({ fault: 'decides-late', only, mitmproxyFolder }, { home });
      expect(failuresOf(serial.result.scenarios)).toEqual([]);
      const parallel = await runLabProcess({ fault: 'parallel-handshakes', only, mitmproxyFolder }, { home });
      expect(parallel.result.scenarios.map(({ verdict }) => verdict)).toEqual(['failed']);
      const last = parallel.result.scenarios[0]?.steps.at(-1);
      expect(last?.interceptor?.requestsRead).toBeGreaterThan(0);
      rmSync(folder, { recursive: true });
      rmSync(home, { recursive: true });
    },
    120_000,
  );
});
