/**
 * Runs one PAC script in Chromium's own sandboxed resolver, in a session that sends nothing. A script that throws, or
 * answers with what names no way out, is an error; Chromium would take the latter for DIRECT. A script that does not end would
 * hold up every other session, those of the relay too (measured): its process is ended, and Chromium starts another.
 */
import { app, session as electronSession, type Session } from 'electron';
import { type Result, failure, success } from '../../common/result.ts';

const timeLimitMs = 5_000;
const pollMs = 5;
const inForceHost = 'pinspect-in-force.invalid';
const inForceAnswer = `PROXY ${inForceHost}:1`;

/** The script behind a door that tells when it is in force, and lets through only answers that can be understood. */
const guarded = (script: string): string => `${script}
;(function () {
  var given = FindProxyForURL;
  var wayOut = /^(?:DIRECT|(?:PROXY|HTTP|HTTPS|SOCKS|SOCKS4|SOCKS5)\\s+(?:\\[[0-9a-fA-F:.]+\\]|[^\\s:;\\[\\]]+)(?::\\d{1,5})?)$/i;
  FindProxyForURL = function (url, host) {
    if (host === '${inForceHost}') return '${inForceAnswer}';
    var answer = given(url, host);
    var entries = answer.split(';').map(function (entry) { return entry.trim(); }).filter(function (entry) { return entry !== ''; });
    if (entries.length === 0) return 'DIRECT';
    if (!entries.some(function (entry) { return wayOut.test(entry); })) throw new Error('no way out');
    return answer;
  };
})();`;

let partitions = 0;

export class PacResolver {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Null: the script fails when it is loaded. The session stays guarded: whatever it asked for, it would not get. */
  static async open(script: string): Promise<PacResolver | null> {
    partitions += 1;
    const session = electronSession.fromPartition(`pac-${partitions}`);
    const url = `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(guarded(script)).toString('base64')}`;
    await session.setProxy({ mode: 'pac_script', pacScript: url });
    const resolver = new PacResolver(session);
    return (await resolver.#isInForce()) ? resolver : null;
  }

  /** A PAC result list; the error is a sentence. */
  async resolveProxy(url: string): Promise<Result<string, string>> {
    const answer = await this.#ask(url);
    if (answer === null)
      return failure(
        `The PAC script did not answer for ${new URL(url).host} within ${timeLimitMs / 1_000} s.`,
      );
    return answer === ''
      ? failure(`The PAC script fails for ${new URL(url).host}, or its answer names no way out.`)
      : success(answer);
  }

  /** `setProxy` resolves before the script is in force; until then the answer is DIRECT (measured). */
  async #isInForce(): Promise<boolean> {
    const deadlineMs = performance.now() + timeLimitMs;
    while (performance.now() < deadlineMs) {
      const answer = await this.#ask(`https://${inForceHost}/`);
      if (answer === inForceAnswer) return true;
      if (answer !== 'DIRECT') return false;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    return false;
  }

  /** Null: no answer in time. */
  async #ask(url: string): Promise<string | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        endResolverProcess();
        resolve(null);
      }, timeLimitMs);
    });
    try {
      return await Promise.race([this.#session.resolveProxy(url), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const endResolverProcess = (): void => {
  for (const { pid, serviceName } of app.getAppMetrics())
    if (serviceName?.startsWith('proxy_resolver.') === true) process.kill(pid);
};
