/** The watch in the window, with what it takes from the window's state and the dialogs it asks the person with. */
import { join } from 'node:path';
import { type Session, app } from 'electron';
import type { Failure } from '../../common/ipc/state.ts';
import type { WatchState } from '../../common/ipc/watch.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { askBeforeRunning } from '../electron/ask-before-running.ts';
import type { DialogsOver } from '../electron/dialogs-over.ts';
import { WatchControl } from '../ipc/watch-control.ts';
import { type WatchFiles, fileNameOf, nothingSeen } from '../ipc/watch-handlers.ts';
import type { Route } from '../network/route.ts';
import { ReportFiles } from '../reports/report-files.ts';
import { ClientNames } from '../watch/client-names.ts';
import { lookAtRealChains } from './real-chains.ts';
import { startWatchInterceptor } from './start-watch-interceptor.ts';
import { toWatchReport } from './watch-report.ts';

export interface WindowWatchOptions {
  readonly dataFolder: string;
  readonly dialogs: DialogsOver;
  readonly now: () => {
    /** Without an interceptor. */
    readonly route: Route;
    /** PEM of the CAs trusted for this run for every host, the interceptor's left out. */
    readonly trusted: readonly string[];
  };
  /** What the interceptor goes through; null: directly. */
  readonly upstreamProxy: () => Promise<Result<string | null, Failure>>;
  readonly adoptSession: (session: Session) => void;
  readonly onChange: (state: WatchState) => void;
  readonly onBug: (where: string, error: unknown) => void;
}

export const openWindowWatch = async (options: WindowWatchOptions): Promise<WatchControl> => {
  const { dataFolder, now, onBug } = options;
  const folder = join(dataFolder, 'watch');
  const watch = new WatchControl({
    folder,
    names: new ClientNames(join(folder, 'client-names.json')),
    startInterceptor: async (wanted) => {
      const { route, trusted } = now();
      const upstream = await options.upstreamProxy();
      if (!upstream.ok) return upstream;
      return startWatchInterceptor({
        ...wanted,
        redirections: route.overrides,
        upstreamProxy: upstream.value,
        serverRootsPem: trusted.join('\n'),
      });
    },
    lookAtRealChains: async (result, signal) => {
      const { route, trusted } = now();
      return lookAtRealChains(result, {
        route,
        rootsPem: trusted.join('\n'),
        signal,
        io: {
          electron: { adoptSession: options.adoptSession },
          stderr: {
            write: async (text) => {
              onBug('watch', text);
              return Promise.resolve();
            },
          },
        },
      });
    },
    confirmCommand: async (command) =>
      askBeforeRunning(options.dialogs, {
        title: 'Run a command',
        message: 'Run this command, led through the interceptor?',
        detail: `${command}\n\nIt runs as you, and trusts the CA of the watch for this one run.`,
      }),
    onChange: options.onChange,
    onBug,
  });
  await watch.open();
  return watch;
};

export const watchFiles = (dialogs: DialogsOver, version: string): WatchFiles => {
  const placeOf = (title: string, suggestedName: string) => ({
    title,
    defaultPath: join(app.getPath('documents'), suggestedName),
  });
  return {
    open: async (title) => dialogs.openFile({ title, defaultPath: app.getPath('documents') }),
    save: async (title, suggestedName, text) => dialogs.saveFile(placeOf(title, suggestedName), text, 0o600),
    saveReport: async (watch, kind, name) => {
      const session = watch.record(name);
      if (session === null) return failure(nothingSeen);
      const extension = kind === 'junit' ? 'xml' : kind;
      const path = await dialogs.choosePlace(
        placeOf('Report of the watch', `${fileNameOf(name)}.${extension}`),
      );
      if (path === null) return success(null);
      const files = await ReportFiles.open([{ kind, path }], '/');
      if (!files.ok) return failure(notWritten(files.error));
      const report = toWatchReport({
        session,
        result: watch.result,
        expectation: watch.expectation,
        realChains: watch.realChains,
        changes: watch.state.comparison?.changes ?? [],
        notes: [],
        circumstances: [],
        nameOf: watch.nameOf,
        version,
        engine: `Chromium ${process.versions.chrome}`,
        exitCode: exitCodes.good,
        at: Date.now(),
      });
      const written = await files.value.write(report);
      return written.ok ? success(path) : failure(notWritten(written.error.join(' ')));
    },
  };
};

const notWritten = (message: string): Failure => ({
  code: 'report-not-written',
  message,
  advice: 'Choose another place.',
});
