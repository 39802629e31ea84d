/**
 * The product's network stack in a real Electron without the product's window: tests steer it through `globalThis.harness`
 * by Playwright's `evaluate`. Every host name leads to loopback, and what the stack records is kept in memory.
 */
import { join } from 'node:path';
import { BrowserWindow, app, type Session } from 'electron';
import type { Policy } from '../../../common/pinning/policy.ts';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';
import type { Connection, HttpRequest, Verification } from '../../../common/records.ts';
import type { CollectionRun } from '../../../common/requests/collection-run.ts';
import { emptyDraft } from '../../../common/requests/request-draft.ts';
import { refuseCertificateErrors, blockWebRtcLeak } from '../../../main/electron/hardening.ts';
import { setSafeSwitches } from '../../../main/electron/switches.ts';
import { PinnedNetwork } from '../../../main/network/pinned-network.ts';
import { sendProbe } from '../../../main/network/probe.ts';
import { directRoute, type Route } from '../../../main/network/route.ts';
import { RunControl, type VerdictChange } from '../../../main/requests/run-control.ts';
import { VerdictMemory } from '../../../main/requests/verdict-memory.ts';
import { toCertificateFacts } from '../../../main/certificates/certificate-facts.ts';

const toLoopback: Route['overrides'] = [{ host: '', port: null, toHost: '127.0.0.1', toPort: null }];

const read = (value: unknown): Policy => {
  const policy = parsePolicy(value);
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  return policy.value;
};

const connections = new Map<number, Connection>();
const requests = new Map<number, HttpRequest>();
const verifications: Verification[] = [];
const epochs: { number: number; why: string }[] = [];
const bugs: string[] = [];
/** Scheduled runs that ended, and what each told. */
const runs: { readonly run: CollectionRun; readonly changes: readonly VerdictChange[] }[] = [];
const ids = { verification: 0, connection: 0, request: 0 };

let network: PinnedNetwork | null = null;
let schedule: RunControl | null = null;
let held: Session | null = null;
let streamed = 0;
let isStreamOver = false;
const theNetwork = (): PinnedNetwork => {
  if (network === null) throw new Error('Call start first.');
  return network;
};

const reportBug = (error: unknown): void => {
  bugs.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
};

const fetchText = async (url: string, timeoutMs: number): Promise<string> => {
  const { lane } = await theNetwork().laneFor(url);
  try {
    const response = await lane.session.fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return `${response.status} ${await response.text()}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const harness = {
  async start(policy: unknown, options: { readonly handshakeTimeoutMs?: number } = {}): Promise<void> {
    await network?.close();
    network = new PinnedNetwork({
      policy: read(policy),
      route: { ...directRoute, overrides: toLoopback },
      anchors: [],
      recorder: {
        nextId: (kind) => (ids[kind] += 1),
        verification: (verification) => verifications.push(verification),
        connection: (connection) => connections.set(connection.id, connection),
        request: (request) => requests.set(request.id, request),
      },
      resolveSystemProxy: async (url) => app.resolveProxy(url),
      ...options,
      adoptSession: () => undefined,
      onEpoch: (epoch) => epochs.push(epoch),
      onBug: reportBug,
    });
    await network.current.lane('spread');
  },
  setPolicy(policy: unknown): void {
    theNetwork().setPolicy(read(policy), 'The policy was changed.');
  },
  setRoute(route: Partial<Route>): void {
    theNetwork().setRoute({ ...directRoute, overrides: toLoopback, ...route }, 'The route was changed.');
  },
  setAnchors(pems: readonly string[]): void {
    const anchors = pems.map((pem) => {
      const facts = toCertificateFacts(pem);
      if (!facts.ok) throw new Error(facts.error);
      const certificate = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
      return { certificate, subject: facts.value.subject, hostPatterns: [], until: null };
    });
    theNetwork().setAnchors(anchors, 'Trust was changed.');
  },
  fetchText,
  /** `count` fetches of each URL in turn, `everyMs` apart; how each ended. */
  async burst(urls: readonly string[], everyMs: number, timeoutMs = 20_000): Promise<readonly string[]> {
    const all: Promise<string>[] = [];
    for (const url of urls) {
      all.push(fetchText(url, timeoutMs));
      if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    return Promise.all(all);
  },
  async probe(url: string): Promise<Awaited<ReturnType<typeof sendProbe>>> {
    return sendProbe(
      theNetwork(),
      { url, method: 'GET', headers: [], body: '' },
      { signal: new AbortController().signal, onProgress: () => undefined, maximumBodyBytes: 100_000 },
    );
  },
  /** Runs a collection of these URLs by the product's schedule, `everyMs` apart. */
  startSchedule(urls: readonly string[], everyMs: number): void {
    runs.length = 0;
    const requests = urls.map((url) => ({ ...emptyDraft, id: url, name: '', url }));
    const collection = { id: 'scheduled', name: 'Scheduled', requests, everyMinutes: everyMs / 60_000 };
    const control = new RunControl({
      network: theNetwork,
      collections: () => [collection],
      memory: new VerdictMemory(join(app.getPath('userData'), 'verdicts.json'), reportBug),
      now: Date.now,
      onRun: () => undefined,
      onChanges: (_collection, changes) => {
        const [run] = control.runs;
        if (run !== undefined) runs.push({ run, changes });
      },
      onBug: (_where, error) => {
        reportBug(error);
      },
    });
    schedule = control;
    control.onCollections();
  },
  stopSchedule(): void {
    schedule?.close();
  },
  scheduledRuns: () => runs,
  /** Replaces the verify proc of the lane in force: the faults a proc can have. */
  async breakProc(
    url: string,
    how: 'never' | 'late-accept' | 'throws' | 'absent' | 'accepts-unrecorded',
  ): Promise<void> {
    const { lane } = await theNetwork().laneFor(url);
    const faults = {
      never: () => undefined,
      'late-accept': (_request: unknown, answer: (code: number) => void) => setTimeout(answer, 1_000, -3),
      throws: () => {
        throw new Error('A fault of the proc.');
      },
      absent: null,
      'accepts-unrecorded': (_request: unknown, answer: (code: number) => void) => {
        answer(-3);
      },
    };
    lane.session.setCertificateVerifyProc(faults[how]);
  },
  /** Opens a page in the session of the epoch in force: how the load ended, and what an expression in it comes to. */
  async inPage(
    url: string,
    expression: string,
    options: { readonly keepsOpen?: boolean } = {},
  ): Promise<{ readonly load: string; readonly outcome: unknown }> {
    const { lane } = await theNetwork().laneFor(url);
    lane.session.on('will-download', (_event, item) => {
      // A folder that goes with the test: Chromium renames a finished download into place, over a device too.
      item.setSavePath(join(app.getPath('userData'), 'download'));
    });
    const window = new BrowserWindow({
      show: false,
      webPreferences: { session: lane.session, sandbox: true },
    });
    blockWebRtcLeak(window.webContents);
    const load = await window.loadURL(url).then(
      () => 'loaded',
      (error: unknown) => String(error),
    );
    const outcome: unknown =
      load === 'loaded' ? await window.webContents.executeJavaScript(expression) : null;
    if (options.keepsOpen !== true) window.destroy();
    return { load, outcome };
  },
  openPages: (): number => BrowserWindow.getAllWindows().length,
  /** Keeps the session in force, to ask it again when its epoch has ended. */
  async holdSession(url: string): Promise<void> {
    held = (await theNetwork().laneFor(url)).lane.session;
  },
  /** Asks the held session, from its cache where it has the answer. */
  async fetchHeld(url: string): Promise<string> {
    try {
      const response = await held?.fetch(url, { cache: 'force-cache', signal: AbortSignal.timeout(3_000) });
      return `${response?.status} ${await response?.text()}`;
    } catch (error) {
      return String(error);
    }
  },
  /** Reads a body as it comes; `streamedBytes` says how far. */
  async startStream(url: string): Promise<void> {
    const { lane } = await theNetwork().laneFor(url);
    streamed = 0;
    isStreamOver = false;
    const response = await lane.session.fetch(url);
    const reader = response.body?.getReader();
    const readOn = async (): Promise<void> => {
      for (;;) {
        const part = await reader?.read();
        if (part?.done !== false) return;
        streamed += part.value.length;
      }
    };
    readOn()
      .catch(() => undefined)
      .finally(() => (isStreamOver = true));
  },
  streamedBytes: (): number => streamed,
  isStreamOver: (): boolean => isStreamOver,
  async relayPorts(): Promise<readonly number[]> {
    return (await theNetwork().current.lane('spread')).lane.relay.ports;
  },
  killNetworkService(): number {
    const metric = app
      .getAppMetrics()
      .find(
        ({ name, serviceName }) =>
          name === 'Network Service' || serviceName === 'network.mojom.NetworkService',
      );
    if (metric === undefined) throw new Error('There is no network service.');
    process.kill(metric.pid, 'SIGKILL');
    return metric.pid;
  },
  seen: () => ({
    connections: [...connections.values()],
    requests: [...requests.values()],
    verifications,
    epochs,
    bugs,
  }),
  forget(): void {
    connections.clear();
    requests.clear();
    verifications.length = 0;
  },
};

export type Harness = typeof harness;

/** A call that waits for a turn of its own. */
export interface QueuedCall {
  readonly name: string;
  readonly parameters: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

// The inspector runs what Playwright evaluates as an interrupt, in the middle of any other JavaScript. Node keeps results
// of its C++ side in shared arrays (`streamBaseState`, the parts of a URL), which such a call overwrites before they were
// read. So an evaluation only leaves its call here, and it is made in a turn of its own.
const calls: QueuedCall[] = [];
const pollMs = 2;
setInterval(() => {
  for (const { name, parameters, resolve, reject } of calls.splice(0)) {
    const all = harness as unknown as Record<string, (...sent: readonly unknown[]) => unknown>;
    Promise.resolve()
      .then(() => all[name]?.(...parameters))
      .then(resolve, reject);
  }
}, pollMs);

Object.assign(globalThis, { harnessCalls: calls });
// Without them a test sees what the relay does by itself.
if (process.env.PINSPECT_HARNESS_SWITCHES !== 'as-given') setSafeSwitches(app);
refuseCertificateErrors(app);
app.on('child-process-gone', (_event, { type, name }) => {
  if (type === 'Utility' && name === 'Network Service') network?.onNetworkServiceGone();
});
// A proc that throws, put in by a test, must not bring up Electron's error dialog.
process.on('uncaughtException', (error) => {
  if (!error.message.startsWith('A fault of the proc')) bugs.push(error.stack ?? error.message);
});
app.on('window-all-closed', () => undefined);
