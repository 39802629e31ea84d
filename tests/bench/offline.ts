/**
 * Terminal commands that need no network, as a person calls them in a checkout, and the batch: `npm run bench -- offline [runs]`.
 * Not a test: its numbers are for people, and another load on the machine is in them.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPinspect } from '../support/run-pinspect.ts';
import { createTestChains } from '../support/servers/chains.ts';

const runs = Number(process.argv[2] ?? 9);
const batchSize = 2_000;
const host = 'a.example.test';
const { genuine, root } = createTestChains([host]);
const policy = { version: 1, pinSets: [{ pattern: '**.example.test', pins: [genuine.spkiSha256] }] };
const folder = await mkdtemp(join(tmpdir(), 'pinspect-bench-'));
const batch = Array.from({ length: batchSize }, (_, index) =>
  JSON.stringify({ id: String(index), host, chain: genuine.chainPem, policy, anchors: root.certificatePem }),
);
for (const [name, text] of Object.entries({
  'chain.pem': genuine.chainPem,
  'roots.pem': root.certificatePem,
  'policy.json': JSON.stringify(policy),
  'batch.jsonl': batch.join('\n'),
}))
  await writeFile(join(folder, name), text);

const questions = [
  'pins chain.pem',
  `evaluate --host ${host} --chain chain.pem --pins policy.json --anchors roots.pem`,
  'lint policy.json --fail-on error',
  `renewal --pins policy.json --host ${host} --next chain.pem`,
  'convert --from pinspect --to android-nsc policy.json',
  'evaluate --batch batch.jsonl',
];

/** Milliseconds from the start of the process to its end. */
const time = async (words: readonly string[], throughNpm: boolean): Promise<number> => {
  const began = performance.now();
  const { code, stderr } = await runPinspect(words, { folder, throughNpm });
  if (code !== 0 && code !== 1) throw new Error(`${words.join(' ')} ended with ${code}: ${stderr}`);
  return performance.now() - began;
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

process.stdout.write(`median of ${runs}, and the slowest; the first call, which may build, is not counted\n`);
for (const question of questions) {
  const words = question.split(' ');
  for (const [how, throughNpm] of [
    ['node scripts/pinspect.mjs', false],
    ['npm run --silent pinspect --', true],
  ] as const) {
    await time(words, throughNpm);
    const times: number[] = [];
    for (let index = 0; index < runs; index += 1) times.push(await time(words, throughNpm));
    const rate = question.includes('--batch')
      ? `, ${Math.round(batchSize / (median(times) / 1000))} chains/s`
      : '';
    const figures = `${median(times).toFixed(0)} ms, ${Math.max(...times).toFixed(0)} ms${rate}`;
    process.stdout.write(`${how.padEnd(30)} ${question.slice(0, 46).padEnd(48)} ${figures}\n`);
  }
}
await rm(folder, { recursive: true });
