/** The watch's channels: what the page asks, in terms of the control and of files that the person chooses. */
import { basename } from 'node:path';
import type { Failure } from '../../common/ipc/state.ts';
import { type Result, failure, success } from '../../common/result.ts';
import type { watchCalls, watchReportKinds } from '../../common/ipc/watch.ts';
import { readPolicyFile } from '../policies/formats/read-policy-file.ts';
import { caFileName } from '../watch/client-page.ts';
import { readSession, writeSession } from '../watch/session-file.ts';
import type { Handlers } from './register-calls.ts';
import type { WatchControl } from './watch-control.ts';

export interface WatchFiles {
  /** Null: the person closed the dialog. The error is the system's word. */
  readonly open: (
    title: string,
  ) => Promise<Result<{ readonly path: string; readonly bytes: Uint8Array } | null, string>>;
  /** The path written to; null: the person closed the dialog. */
  readonly save: (
    title: string,
    suggestedName: string,
    text: string,
  ) => Promise<Result<string | null, string>>;
  readonly saveReport: (
    watch: WatchControl,
    kind: (typeof watchReportKinds)[number],
    name: string,
  ) => Promise<Result<string | null, Failure>>;
}

export const createWatchHandlers = (
  watch: WatchControl,
  files: WatchFiles,
): Pick<Handlers, keyof typeof watchCalls> => ({
  'watch.state': () => watch.state,
  'watch.start': async (wanted) => watch.start(wanted),
  'watch.stop': async () => {
    await watch.stop();
    return null;
  },
  'watch.bringBack': async ({ startedAt }) => watch.bringBack(startedAt),
  'watch.judgeBy': ({ controlHost, grouping }) => watch.judgeBy(controlHost, grouping),
  'watch.nameClient': ({ key, name }) => {
    watch.nameClient(key, name);
    return null;
  },
  'watch.exchanges': ({ client, host }) => watch.exchanges(client, host),
  'watch.reveal': ({ connection, number }) => watch.reveal(connection, number),
  'watch.renewCa': async () => watch.renewCa(),
  'watch.saveCa': async () => {
    const ca = await watch.ca();
    if (!ca.ok) return ca;
    const { certificatePem } = ca.value;
    return orNotWritten(await files.save('CA of the watch', `${caFileName}.pem`, certificatePem));
  },
  'watch.lookAtServers': async () => {
    await watch.lookAtServers();
    return null;
  },
  'watch.choosePolicy': async () => {
    const chosen = await files.open('Policy of the app');
    if (!chosen.ok) return failure(notRead(chosen.error));
    if (chosen.value === null) return success(null);
    const fileName = basename(chosen.value.path);
    const read = readPolicyFile(chosen.value.bytes, { format: null, fileName, host: null });
    if (!read.ok) {
      const [problem] = read.error;
      return failure({
        code: 'not-a-policy',
        message: `${fileName} holds no pins that can be read: ${problem === undefined ? 'nothing was found' : `at ${problem.path}, found ${problem.found}, expected ${problem.expected}`}.`,
        advice: 'Choose a policy file, a client’s configuration, or an .apk or .ipa.',
      });
    }
    watch.setPolicy({ name: fileName, policy: read.value });
    return success(null);
  },
  'watch.forgetPolicy': () => {
    watch.setPolicy(null);
    return null;
  },
  'watch.runCommand': async ({ command }) => watch.runCommand(command),
  'watch.stopCommand': async () => {
    await watch.stopCommand();
    return null;
  },
  'watch.save': async ({ name }) => {
    const record = watch.record(name.trim());
    if (record === null) return failure(nothingSeen);
    return orNotWritten(await files.save('Save the watch', `${fileNameOf(name)}.json`, writeSession(record)));
  },
  'watch.compare': async () => {
    const chosen = await files.open('An earlier watch');
    if (!chosen.ok) return failure(notRead(chosen.error));
    if (chosen.value === null) return success(null);
    const { path, bytes } = chosen.value;
    const read = readSession(Buffer.from(bytes).toString('utf8'));
    if (!read.ok)
      return failure({
        code: 'not-a-watch',
        message: `${basename(path)} cannot be compared with: ${read.error}`,
        advice: 'Choose a watch that was saved here or with pinspect watch --save.',
      });
    watch.compareWith(read.value.name === '' ? { ...read.value, name: basename(path) } : read.value);
    return success(null);
  },
  'watch.endComparison': () => {
    watch.compareWith(null);
    return null;
  },
  'watch.saveReport': async ({ kind, name }) => files.saveReport(watch, kind, name.trim()),
});

/** `Build 42` as part of a file's name. */
export const fileNameOf = (name: string): string =>
  `watch ${name}`
    .trim()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .slice(0, 80);

const orNotWritten = (saved: Result<string | null, string>): Result<string | null, Failure> =>
  saved.ok
    ? saved
    : failure({
        code: 'file-not-written',
        message: `The file cannot be written: ${saved.error}.`,
        advice: 'Choose another place.',
      });

const notRead = (why: string): Failure => ({
  code: 'file-not-read',
  message: `The file cannot be read: ${why}.`,
  advice: 'Choose another file.',
});

export const nothingSeen: Failure = {
  code: 'no-watch',
  message: 'There is nothing to save yet.',
  advice: 'Start a watch first.',
};
