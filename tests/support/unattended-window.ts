// The real app's window by Chromium's debugging port, attached to that one page and to nothing else. Playwright attaches to every page
// there is, also to the developer tools, and holds each new one until it has looked at it.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import { startElectron } from './launch-electron.ts';

export interface UnattendedWindow {
  /** What an expression in the window's page comes to. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** URLs of all there is to be debugged: pages, workers, developer tools. */
  readonly targets: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

interface Target {
  readonly url: string;
  readonly webSocketDebuggerUrl?: string;
}

interface Answer {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: unknown }; readonly exceptionDetails?: unknown };
}

const patient = { timeout: 20_000, interval: 100 };

const listTargets = async (port: string): Promise<readonly Target[]> =>
  (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly Target[];

const findPort = async (home: string): Promise<string> => {
  const written = await readFile(join(home, 'user-data', 'DevToolsActivePort'), 'utf8');
  return written.split('\n')[0] ?? '';
};

const attach = async (port: string): Promise<WebSocket> => {
  const target = (await listTargets(port)).find(({ url }) => url.startsWith('app://'));
  if (target?.webSocketDebuggerUrl === undefined) throw new Error('The window has no page yet.');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await once(socket, 'open');
  return socket;
};

/** `home`: from `createHome`; the caller removes it. */
export async function openUnattendedWindow(home: string, args: readonly string[]): Promise<UnattendedWindow> {
  const app = await startElectron({ home, args: [...args, '--remote-debugging-port=0'], timeoutMs: 120_000 });
  const begin = async (): Promise<readonly [string, WebSocket]> => {
    const port = await vi.waitFor(() => findPort(home), patient);
    return [port, await vi.waitFor(() => attach(port), patient)];
  };
  const [port, socket] = await begin().catch((error: unknown) => {
    app.interrupt();
    throw error;
  });
  let asked = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString()) as Answer;
    waiting.get(answer.id ?? 0)?.(answer);
  });
  return {
    evaluate: async (expression) => {
      const id = (asked += 1);
      const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
      socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
      const { result } = await answered;
      if (result?.exceptionDetails !== undefined) throw new Error(JSON.stringify(result.exceptionDetails));
      return result?.result?.value;
    },
    targets: async () => (await listTargets(port)).map(({ url }) => url),
    close: async () => {
      socket.close();
      app.interrupt();
      await app.ended;
    },
  };
}
