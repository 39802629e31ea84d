/**
 * The product's lab in a real Electron without a window, with protections taken away where a test asks for it. It reads
 * what to do from the environment and writes the result as one line of JSON.
 */
import { app } from 'electron';
import { homedir } from 'node:os';
import { compilePolicy } from '../../../common/pinning/compile-policy.ts';
import { rulesOfPolicy } from '../../../common/pinning/pin-rules.ts';
import { labOnNetwork } from '../../../main/assembly/lab-on-network.ts';
import { startLabInterceptor } from '../../../main/assembly/start-lab-interceptor.ts';
import { refuseCertificateErrors } from '../../../main/electron/hardening.ts';
import { setSafeSwitches } from '../../../main/electron/switches.ts';
import { findMitmproxy } from '../../../main/interception/find-mitmproxy.ts';
import { startMitmproxy } from '../../../main/interception/start-mitmproxy.ts';
import { runLab } from '../../../main/lab/run-lab.ts';
import type { StartLabInterceptor } from '../../../main/lab/lab-network.ts';
import { directRoute, type Route } from '../../../main/network/route.ts';
import { faults, type FaultName } from './faults.ts';
import type { LabQuestion } from './run-lab-process.ts';

setSafeSwitches(app);
refuseCertificateErrors(app);

const bugs: string[] = [];
const abort = new AbortController();

/** A mitmproxy whose CA was there, and trusted by the system, before Chromium started. */
const startKnown =
  (configFolder: string): StartLabInterceptor =>
  async (_kind, serverRootsPem) => {
    const search = { path: null, platform: process.platform, env: process.env, homeFolder: homedir() };
    const found = await findMitmproxy(search);
    if (!found.ok) return found;
    return startMitmproxy({ found: found.value, configFolder, upstreamProxy: null, serverRootsPem });
  };

const run = async (): Promise<void> => {
  await app.whenReady();
  const question = JSON.parse(process.env.PINSPECT_LAB ?? '{}') as LabQuestion;
  const own = question.ownHost;
  const fault: FaultName | null = question.fault ?? null;
  const route: Route = { ...directRoute, overrides: question.overrides ?? [] };
  const result = await runLab({
    interceptor: question.interceptor ?? 'builtin',
    ownHost:
      own === undefined
        ? null
        : {
            ...own,
            unknownAuthority: '',
            trustsAnchorsOnly: own.anchors.length > 0,
            rules: rulesOfPolicy(compilePolicy(own.policy)),
          },
    only: question.only ?? null,
    openNetwork: labOnNetwork(
      { adoptSession: () => undefined, onBug: (error) => bugs.push(String(error)), route },
      fault === null ? {} : { faults: faults[fault] },
    ),
    startInterceptor:
      question.mitmproxyFolder === undefined ? startLabInterceptor() : startKnown(question.mitmproxyFolder),
    signal: abort.signal,
    onProgress: (_result, running) => {
      if (running !== null && running === question.stopAt) abort.abort();
    },
  });
  process.stdout.write(`${JSON.stringify({ result, bugs })}\n`, () => {
    app.exit(0);
  });
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  app.exit(1);
});
