/**
 * `pinspect check` beside what people would use in its place, over the same loopback hosts: `npm run bench -- check [hosts] [runs]`
 * with Node 24, which runs TypeScript as it is. Not a test: its numbers are for people, and another load on the machine is in them.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronExecutable, repositoryFolder } from '../support/electron-runtime.ts';
import { createHome } from '../support/launch-electron.ts';
import { trustInNss } from '../support/nss-trust.ts';
import { createTestChains } from '../support/servers/chains.ts';
import { startGenuineServer } from '../support/servers/genuine-server.ts';

const count = Number(process.argv[2] ?? 500);
const concurrency = 32;
const runs = Number(process.argv[3] ?? 3);
const chains = createTestChains(['*.many.test']);
const folder = await mkdtemp(join(tmpdir(), 'pinspect-bench-'));
const home = await createHome();
await trustInNss(home, chains.root.certificatePem, 'bench root');
// Without HTTP/2 each host costs everybody a handshake: Chromium would carry many hosts over one connection otherwise.
const server = await startGenuineServer({ certificate: chains.genuine, protocols: ['http/1.1'] });
const names = Array.from({ length: count }, (_, index) => `h${index}.many.test`);
const place = (name: string): string => join(folder, name);
const pin = chains.genuine.spkiSha256;
const electron = await electronExecutable();
const chromiumSwitches = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--ozone-platform=headless',
  '--disable-gpu',
  '--log-level=3',
];

/** Wall time of a process in milliseconds, and what it wrote. */
const time = async (
  command: string,
  words: readonly string[],
): Promise<{ readonly ms: number; readonly stdout: string }> => {
  const began = performance.now();
  const child = spawn(command, words, {
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${stdout.slice(-500)}`);
  return { ms: performance.now() - began, stdout };
};

await writeFile(
  place('policy.json'),
  JSON.stringify({ version: 1, pinSets: [{ pattern: '*.many.test', pins: [pin] }] }),
);
await writeFile(place('targets.txt'), names.map((name) => `${name}:${server.port}\n`).join(''));
await writeFile(place('root.pem'), chains.root.certificatePem);
await writeFile(
  place('curl.txt'),
  names.map((name) => `url = "https://${name}:${server.port}/"\noutput = "/dev/null"\n`).join(''),
);
await writeFile(
  place('bare.mjs'),
  `import { app, session } from 'electron';
app.setPath('userData', ${JSON.stringify(place('bare-data'))});
// Not awaited here: Electron is ready only when its main module has run to its end.
app.whenReady().then(async () => {
const bare = session.fromPartition('bare');
bare.setCertificateVerifyProc((_request, answer) => answer(-3));
const names = ${JSON.stringify(names)}.values();
const began = performance.now();
await Promise.all(Array.from({ length: ${concurrency} }, async () => {
  for (const name of names) await (await bare.fetch('https://' + name + ':${server.port}/')).text();
}));
process.stdout.write(String(performance.now() - began), () => app.exit(0));
});
`,
);
const shellLoop = (command: string): readonly string[] => [
  '-c',
  `while read -r t; do ${command}; done < '${place('targets.txt')}'`,
];
const curlOptions = `--silent --show-error --cacert '${place('root.pem')}' --pinnedpubkey sha256//${pin.slice(7)} --connect-to ::127.0.0.1:`;

const contenders: Readonly<Record<string, () => Promise<number>>> = {
  'pinspect check, start-up not counted': async () => {
    await time(electron, [
      ...chromiumSwitches,
      ...[repositoryFolder, '--', 'check', '--targets', place('targets.txt'), '--pins', place('policy.json')],
      ...[
        '--concurrency',
        String(concurrency),
        '--connect-to',
        '::127.0.0.1:',
        '--report',
        `json=${place('report.json')}`,
      ],
    ]);
    const report = JSON.parse(await readFile(place('report.json'), 'utf8')) as {
      startedAt: string;
      endedAt: string;
    };
    return Date.parse(report.endedAt) - Date.parse(report.startedAt);
  },
  'session.fetch in a bare Electron, start-up not counted': async () => {
    const switches = ['--host-resolver-rules=MAP * 127.0.0.1', place('bare.mjs')];
    return Number((await time(electron, [...chromiumSwitches, ...switches])).stdout);
  },
  [`curl --parallel --parallel-max ${concurrency} --pinnedpubkey`]: async () =>
    (
      await time('sh', [
        '-c',
        `curl --parallel --parallel-max ${concurrency} --no-progress-meter ${curlOptions} --config '${place('curl.txt')}'`,
      ])
    ).ms,
  'a loop of curl --pinnedpubkey': async () =>
    (await time('sh', shellLoop(`curl ${curlOptions} --output /dev/null https://$t/`))).ms,
  'a loop of openssl s_client': async () =>
    (
      await time(
        'sh',
        shellLoop(
          `openssl s_client -connect 127.0.0.1:${server.port} -servername "\${t%:*}" -CAfile '${place('root.pem')}' </dev/null >/dev/null 2>&1`,
        ),
      )
    ).ms,
};

process.stdout.write(
  `${count} hosts on loopback, ${concurrency} at the same time where that can be said, ${runs} runs each\n`,
);
/** Taking turns, so that what else the machine does falls on all of them; and another one first each time, since who comes after a loop of 500 processes pays for it. */
const times = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
const entries = Object.entries(contenders);
for (let index = 0; index < runs; index += 1) {
  const first = index % entries.length;
  for (const [name, run] of [...entries.slice(first), ...entries.slice(0, first)]) {
    const before = server.traffic.handshakes;
    const ms = await run();
    const handshakes = server.traffic.handshakes - before;
    if (handshakes !== count) throw new Error(`${name} made ${handshakes} handshakes for ${count} hosts.`);
    times.set(name, [...(times.get(name) ?? []), ms]);
  }
}
for (const [name, each] of times) {
  const all = each.map((ms) => (ms / 1000).toFixed(2)).join(', ');
  const mean = each.reduce((sum, ms) => sum + ms, 0) / each.length;
  const figures = `best ${(Math.min(...each) / 1000).toFixed(2)} s, mean ${(mean / 1000).toFixed(2)} s`;
  process.stdout.write(`${name.padEnd(56)} ${figures}  (${all})\n`);
}
await server.stop();
await rm(folder, { recursive: true });
await rm(home, { recursive: true });
