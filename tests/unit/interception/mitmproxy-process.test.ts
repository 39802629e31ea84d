// A shell script speaks in the addon's place: what no real mitmproxy says can be said by it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { InterceptorEvent } from '../../../common/records.ts';
import type { InterceptorExit } from '../../../main/interception/interceptor.ts';
import { MitmproxyProcess } from '../../../main/interception/mitmproxy-process.ts';

describe.skipIf(process.platform === 'win32')('a mitmproxy process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-process-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (text: string): MitmproxyProcess => {
    const path = join(folder, 'script');
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return new MitmproxyProcess(path, [], process.env, 's3cret');
  };
  const exitOf = (child: MitmproxyProcess): Promise<InterceptorExit> =>
    new Promise((resolve) => child.onExit(resolve));

  test('counts the lines it does not understand, and goes on', async () => {
    const child = run(`
      echo 's3cret {"kind":"running"}'
      echo 's3cret {"kind":"a later invention"}'
      echo 's3cret nonsense'
      echo 'other {"kind":"connected","at":1,"clientPort":5,"text":""}'
      echo 's3cret {"kind":"connected","at":1,"clientPort":6,"text":""}'`);
    const events: InterceptorEvent[] = [];
    child.onEvent((event) => events.push(event));
    child.becomeReady([]);
    const exit = await exitOf(child);
    expect({
      isRunning: child.isRunning,
      malformed: child.malformedLines,
      exit,
      ports: events.map((event) => event.clientPort),
    }).toEqual({
      isRunning: true,
      malformed: 2,
      exit: {
        exitCode: 0,
        signal: null,
        lastLines: ['other {"kind":"connected","at":1,"clientPort":5,"text":""}'],
      },
      ports: [6],
    });
  });

  test('hides the connections of our own probes until their port is free for others', async () => {
    const line = (kind: string, port: number): string =>
      `echo 's3cret {"kind":"${kind}","at":1,"clientPort":${port},"text":""}'`;
    const child = run(
      [line('connected', 9), line('connected', 6), line('disconnected', 9), line('connected', 9)].join('\n'),
    );
    const ports: number[] = [];
    child.onEvent((event) => ports.push(event.clientPort));
    child.becomeReady([9]);
    await exitOf(child);
    expect(ports).toEqual([6, 9]);
  });

  test('keeps its last twenty lines', async () => {
    const { exitCode, lastLines } = await exitOf(run('seq 1 50; exit 7'));
    expect({ exitCode, count: lastLines.length, first: lastLines[0], last: lastLines.at(-1) }).toEqual({
      exitCode: 7,
      count: 20,
      first: '31',
      last: '50',
    });
  });

  test('that will not end is killed, and that is no crash', async () => {
    const child = run(`trap '' TERM; echo 's3cret {"kind":"running"}'; while :; do sleep 0.1; done`);
    const exits: InterceptorExit[] = [];
    child.onExit((exit) => exits.push(exit));
    while (!child.isRunning) await new Promise((resolve) => setTimeout(resolve, 10));
    await child.stop();
    expect(() => process.kill(child.pid ?? -1, 0)).toThrow('ESRCH');
    expect(exits).toEqual([]);
  });
});
