/** One handler a channel: what the page asks, in terms of the model and the journal. */
import { toSeenChains } from '../../common/certificates-seen.ts';
import type { Drafts } from '../../common/ipc/drafts.ts';
import type { Failure } from '../../common/ipc/state.ts';
import type { WindowSettings } from '../../common/ipc/window-settings.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import { type Result, success } from '../../common/result.ts';
import type { Journal } from '../journal/journal.ts';
import { keepDraft } from '../settings/keep-draft.ts';
import type { KeptValue } from '../settings/kept-value.ts';
import type { Updates } from '../updates/updates.ts';
import type { AppModel } from './app-model.ts';
import type { LabControl } from './lab-control.ts';
import type { Announcer } from './announce-events.ts';
import { readRenewalFile } from './renewal-files.ts';
import { createCertificateHandlers } from './certificate-handlers.ts';
import { readAuthority } from './read-authority.ts';
import { type ExportReport, createListHandlers } from './list-handlers.ts';
import { createBrowserHandlers, type BrowserHandlerParts } from './browser-handlers.ts';
import {
  readImport,
  readImportFile,
  readOpenedFile,
  writeExport,
  type FileDialogs,
} from './policy-exchange.ts';
import type { Handlers } from './register-calls.ts';
import { createRequestHandlers, type RequestParts } from './request-handlers.ts';
import { saveTextFile } from './save-text-file.ts';
import type { WatchControl } from './watch-control.ts';
import { createWatchHandlers, type WatchFiles } from './watch-handlers.ts';

export interface HandlerParts extends BrowserHandlerParts {
  readonly lab: LabControl;
  readonly watch: WatchControl;
  readonly watchFiles: WatchFiles;
  /** Asks where to, and writes the report of the last run there. */
  readonly saveLabReport: () => Promise<Result<string | null, Failure>>;
  readonly updates: Updates;
  readonly model: AppModel;
  readonly journal: Journal;
  readonly announcer: Announcer;
  readonly policyFiles: FileDialogs;
  /** Asks the person for a certificate's file; null: they closed the dialog. Expected failure: it cannot be read. */
  readonly chooseCertificate: () => Promise<Result<Buffer | null, Failure>>;
  /** Asks where to save; null: they closed the dialog. */
  readonly chooseSavePath: (suggestedName: string) => Promise<string | null>;
  readonly exportReport: ExportReport;
  readonly windowSettings: KeptValue<WindowSettings>;
  readonly drafts: KeptValue<Drafts>;
  readonly requests: RequestParts;
}

export const createHandlers = (parts: HandlerParts): Handlers => {
  const {
    lab,
    saveLabReport,
    updates,
    model,
    journal,
    announcer,
    chooseCertificate,
    policyFiles,
    chooseSavePath,
    exportReport,
    windowSettings,
    drafts,
    requests,
  } = parts;
  return {
    'state.get': () => model.state,
    ...createRequestHandlers({ ...requests, network: model.network, announcer, chooseSavePath }),
    'connections.page': (query) => journal.connectionsPage(query),
    'connections.detail': ({ id }) => journal.connectionDetail(id),
    'host.history': ({ host }) => journal.hostHistory(host),
    ...createCertificateHandlers(chooseSavePath),
    ...createListHandlers({ journal, announcer, chooseSavePath, exportReport, now: Date.now }),
    ...createBrowserHandlers(parts),
    'settings.load': () => windowSettings.read(),
    'settings.save': (settings) => {
      windowSettings.save(settings);
      return null;
    },
    'drafts.load': () => drafts.read(),
    'drafts.keep': ({ name, text }) => {
      drafts.save(keepDraft(drafts.read(), name, text));
      return null;
    },
    'requests.page': (query) => journal.requestsPage(query),
    'journal.totals': ({ since }) => journal.totals(since),
    'journal.retention': async (retention) => {
      await model.setRetention(retention);
      return success(null);
    },
    'journal.certificatesSeen': () => journal.certificatesSeen(),
    'renewal.read': ({ base64 }) => readRenewalFile(base64),
    'calendar.save': ({ text }) => saveTextFile(chooseSavePath, 'pinspect-renewals.ics', text),
    'policy.save': ({ policy, revision }) => model.policy.save(policy as Policy, revision),
    'policy.setAside': () => model.policy.setAside(),
    'policy.bringBack': () => model.policy.bringBack(),
    'policy.import.read': ({ text, ...options }) =>
      text === null
        ? readImportFile(policyFiles, options, Date.now())
        : readImport(Buffer.from(text), null, options, Date.now()),
    'policy.import.opened': (options) =>
      model.openedPath === null ? success(null) : readOpenedFile(model.openedPath, options, Date.now()),
    'policy.import.close': () => {
      model.closeFile();
      return null;
    },
    'policy.export': async (options) => {
      const seen = toSeenChains(await journal.certificatesSeen());
      return writeExport(model.state.policy.policy, options, { dialogs: policyFiles, seen }, Date.now());
    },
    'route.set': (choice) => model.setRoute(choice),
    'interceptor.find': () => model.interceptor.find(null),
    'overrides.set': ({ overrides }) => model.setOverrides(overrides),
    'interceptor.start': ({ path }) => model.startInterceptor(path),
    'interceptor.attach': (options) => model.interceptor.attach(options),
    'interceptor.stop': async () => {
      await model.interceptor.stop();
      return success(null);
    },
    'interceptor.trust': ({ trusted }) => model.trustInterceptor(trusted),
    'trust.read': async ({ text }) => {
      const chosen = text === null ? await chooseCertificate() : success(Buffer.from(text));
      if (!chosen.ok) return chosen;
      return chosen.value === null ? success(null) : readAuthority(chosen.value);
    },
    'trust.add': ({ pem, hostPatterns, until }) => model.trust(pem, hostPatterns, until),
    'trust.remove': ({ certSha256 }) => {
      model.distrust(certSha256);
      return success(null);
    },
    'updates.check': () => updates.check(),
    'updates.daily': ({ isDaily }) => {
      updates.setDaily(isDaily);
      return success(null);
    },
    'updates.download': () => updates.download(),
    'updates.cancel': () => {
      updates.cancelDownload();
      return null;
    },
    'updates.install': () => {
      updates.install();
      return null;
    },
    'notice.dismiss': ({ id }) => {
      model.dismissNotice(id);
      return null;
    },
    'lab.state': () => lab.state,
    'lab.run': (wanted) => lab.start(wanted),
    'lab.stop': async () => {
      await lab.stop();
      return null;
    },
    'lab.saveReport': () => saveLabReport(),
    ...createWatchHandlers(parts.watch, parts.watchFiles),
  };
};
