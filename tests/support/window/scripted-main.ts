// The main process as the window sees it, in plain Node: policy, verdicts, journal and list are the product's own; the traffic is made up.
import type {
  CallName,
  CallResults,
  ConnectionDetail,
  Events,
  Parameters,
} from '../../../common/ipc/contract.ts';
import type { BrowserState } from '../../../common/ipc/browser-state.ts';
import { defaultWindowSettings } from '../../../common/ipc/window-settings.ts';
import type { AppState } from '../../../common/ipc/state.ts';
import { parseNameOverride } from '../../../common/name-override.ts';
import { parsePolicy } from '../../../common/pinning/parse-policy.ts';
import { emptyPolicy, type Policy } from '../../../common/pinning/policy.ts';
import type { Connection } from '../../../common/records.ts';
import { failure, success } from '../../../common/result.ts';
import { createCertificateHandlers } from '../../../main/ipc/certificate-handlers.ts';
import { readAuthority } from '../../../main/ipc/read-authority.ts';
import { readRenewalFile } from '../../../main/ipc/renewal-files.ts';
import type { JournalRecord } from '../../../main/journal/journal-record.ts';
import { JournalSession } from '../../../main/journal/journal-session.ts';
import type { Removal } from '../../../main/journal/removal.ts';
import { loadSqlite } from '../../../main/journal/sqlite.ts';
import { readImport, writeExport, type FileDialogs } from '../../../main/ipc/policy-exchange.ts';
import { createScriptedBrowser } from './scripted-browser.ts';
import { createRequestScript } from './scripted-requests.ts';
import { chainFor, hosts, internalCa, mitmproxyCa } from './scripted-chains.ts';
import { outcomeOf } from './scripted-outcome.ts';
import { idleWatch } from './scripted-watch.ts';
import { detailOf, unverifiedOf, type Scene } from './scripted-rows.ts';

const noAnswer = () => Promise.resolve(success(null));
const noDialogs: FileDialogs = { open: noAnswer, save: noAnswer };

type Handlers = {
  readonly [Name in CallName]: (
    parameters: Parameters<Name>,
  ) => CallResults[Name] | Promise<CallResults[Name]>;
};

export interface ScriptedMain {
  readonly handlers: Handlers;
  readonly change: (change: Partial<AppState>) => void;
  /** A connection that nobody asked for in the window, as an app behind Pinspect would make one. */
  readonly connect: (host: string) => number;
  readonly changeBrowser: (change: Partial<BrowserState>) => void;
  /** Called with everything main announces. */
  onAnnounce: <Name extends keyof Events>(name: Name, payload: Events[Name]) => void;
  /** The next request stays unanswered until it is cancelled. */
  holdsRequests: boolean;
}

export const initialState = (policy: Policy = emptyPolicy): AppState => ({
  updates: { state: { kind: 'idle', checkedAt: null }, isDaily: false },
  openedFile: null,
  version: '0.1.0',
  electron: { version: '33.2.1', chromium: '130.0.6723.137', isDevelopmentRuntime: true },
  policy: {
    policy,
    revision: 1,
    path: '/home/ada/.config/Pinspect/policy.json',
    unreadable: null,
  },
  route: { kind: 'system' },
  overrides: [],
  secrets: { isProtected: false, why: 'This desktop has no keyring (GNOME Keyring or KWallet).' },
  interceptor: { kind: 'off' },
  interceptorPath: null,
  trustedAuthorities: [],
  epoch: { number: 3, since: Date.now(), why: 'the policy changed' },
  retention: { days: 30, megabytes: 500 },
  notices: [],
});

const sqlite = await loadSqlite();

const openSession = (): JournalSession => {
  const opened = JournalSession.open(sqlite, { folder: null }, () => undefined);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};

export const createScriptedMain = (start: AppState, rowCount: number): ScriptedMain => {
  let state = start;
  const journal = openSession();
  let lastId = 0;
  const held = new Map<string, () => void>();

  const sceneOf = (host: string, at: number): Scene => ({
    id: lastId + 1,
    at,
    host,
    chain: chainFor(host, state.interceptor),
    policy: state.policy.policy,
    interceptor: state.interceptor.kind === 'running' ? state.interceptor.name : null,
    routeText: state.route.kind === 'system' ? 'system proxy' : state.route.kind,
    path: '/v2/session',
  });
  let waiting: JournalRecord[] = [];
  const add = ({ connection, verification, interceptorEvents, requests }: ConnectionDetail): number => {
    const record: Connection = connection;
    lastId = record.id;
    if (verification !== null) waiting.push({ kind: 'verification', record: verification });
    waiting.push({ kind: 'connection', record });
    for (const [index, event] of interceptorEvents.entries())
      waiting.push({ kind: 'interceptor-event', record: { id: record.id * 10 + index, ...event } });
    for (const request of requests) waiting.push({ kind: 'request', record: request });
    return record.id;
  };
  const write = (): void => {
    const { connections, list } = journal.write(waiting);
    const requests = waiting.flatMap((item) => (item.kind === 'request' ? [item.record] : []));
    waiting = [];
    main.onAnnounce('journal.written', { connections, requests, list });
  };
  const now = Date.now();
  for (let index = 0; index < rowCount; index += 1) {
    const at = now - (rowCount - index) * 1_700;
    const scene = sceneOf(hosts[(index * 7) % hosts.length] ?? 'api.example.com', at);
    if (index % 97 === 5) add(unverifiedOf(scene, 'undecided'));
    else if (index % 61 === 3) add(unverifiedOf(scene, 'cleartext'));
    else if (index % 37 === 2)
      add(
        detailOf({
          ...scene,
          host: 'selfmade.example.net',
          chain: chainFor('selfmade.example.net', state.interceptor),
        }),
      );
    else if (index % 11 === 4)
      add(
        detailOf({
          ...scene,
          host: 'wiki.corp.example',
          chain: chainFor('wiki.corp.example', state.interceptor),
        }),
      );
    else add(detailOf(scene));
  }

  let settings = defaultWindowSettings;
  const remove = (removal: Removal): null => {
    journal.answer('remove', removal);
    main.onAnnounce('journal.replaced', null);
    return null;
  };

  const browser = createScriptedBrowser((name, payload) => {
    main.onAnnounce(name, payload);
  });
  const main: ScriptedMain = {
    changeBrowser: browser.change,
    onAnnounce: () => undefined,
    holdsRequests: false,
    change: (change) => {
      state = { ...state, ...change };
      main.onAnnounce('state.changed', state);
    },
    connect: (host) => {
      const id = add(detailOf(sceneOf(host, Date.now())));
      write();
      return id;
    },
    handlers: {
      'state.get': () => state,
      'connections.page': (query) => journal.answer('connectionsPage', query),
      'connections.detail': ({ id }) => journal.answer('connectionDetail', id),
      'connections.byId': ({ ids }) => journal.answer('rowsById', ids),
      ...createCertificateHandlers(() => Promise.resolve(null)),
      'host.history': ({ host }) => journal.answer('hostHistory', host),
      'list.show': (query) => journal.answer('listShow', query),
      'list.page': (query) => journal.answer('listPage', query),
      'list.locate': (query) => journal.answer('listLocate', query),
      'list.ids': (query) => journal.answer('listIds', query),
      'list.export': () => success({ path: '/home/ada/connections.csv', rows: 12, total: 12 }),
      'list.stopExport': () => null,
      'filter.suggest': ({ key, typed }) => journal.answer('seenValues', { key, typed, limit: 12 }),
      'drafts.load': () => ({}),
      'drafts.keep': () => null,
      'settings.load': () => settings,
      'settings.save': (next) => {
        settings = next;
        return null;
      },
      'requests.page': () => ({ rows: [], hasMore: false }),
      'journal.totals': ({ since }) => journal.answer('totals', since),
      'journal.certificatesSeen': () => journal.answer('certificatesSeen', null),
      'journal.clear': () => remove({ kind: 'all', upTo: journal.largestIds() }),
      'journal.remove': ({ ids }) => remove({ kind: 'some', connectionIds: ids }),
      'journal.restore': () => {
        const isBack = journal.answer('restore', null);
        main.onAnnounce('journal.replaced', null);
        return isBack;
      },
      'journal.retention': (retention) => {
        main.change({ retention });
        return success(null);
      },
      'renewal.read': ({ base64 }) => readRenewalFile(base64),
      'calendar.save': () => success('/home/ada/pinspect-renewals.ics'),
      'policy.import.opened': () => success(null),
      'policy.import.close': () => null,
      'policy.import.read': ({ text, ...options }) =>
        text === null ? success(null) : readImport(Buffer.from(text), null, options, Date.now()),
      'policy.export': (options) =>
        writeExport(
          state.policy.policy,
          { ...options, isSaved: false },
          { dialogs: noDialogs, seen: [] },
          Date.now(),
        ),
      'policy.setAside': () => success({ movedTo: null }),
      'policy.bringBack': () => success(null),
      'policy.save': ({ policy, revision }) => {
        if (revision !== state.policy.revision) {
          return failure({ code: 'stale', problems: [] });
        }
        const parsed = parsePolicy({
          version: 1,
          unpinnedHosts: policy.unpinnedHosts,
          pinSets: policy.pinSets.map(asInFile),
        });
        if (!parsed.ok) return failure({ code: 'refused', problems: parsed.error });
        main.change({ policy: { ...state.policy, policy: parsed.value, revision: revision + 1 } });
        return success({ revision: revision + 1 });
      },
      'request.send': async ({ token, url }) => {
        const { hostname } = new URL(url);
        main.onAnnounce('request.progress', { token, step: 'connecting', bytesReceived: 0 });
        if (main.holdsRequests) {
          await new Promise<void>((resolve) => held.set(token, resolve));
          return success(outcomeOf('cancelled', url, null, null));
        }
        if (hostname.endsWith('.invalid')) {
          return success(
            outcomeOf('failed', url, null, {
              code: 'name-not-resolved',
              message: `No address was found for ${hostname}.`,
              advice: 'Check the spelling of the host name, and that this computer’s DNS knows it.',
            }),
          );
        }
        const id = main.connect(hostname);
        const found = journal.answer('connectionDetail', id);
        const detail = found.ok ? found.value : null;
        const isAllowed = detail?.connection.action === 'allowed';
        return success(
          outcomeOf(
            isAllowed ? 'response' : 'blocked',
            url,
            detail,
            isAllowed
              ? null
              : {
                  code: detail?.connection.errorCode ?? 'undecided',
                  message: detail?.connection.reason ?? '',
                  advice: '',
                },
          ),
        );
      },
      ...createRequestScript(),
      'request.cancel': ({ token }) => {
        held.get(token)?.();
        return null;
      },
      'route.set': (route) => {
        if (route.kind === 'proxy' && !route.url.includes('://')) {
          return failure({
            code: 'bad-proxy',
            message: `“${route.url}” is not a proxy address.`,
            advice: 'Write it as http://host:port, or socks5://host:port.',
          });
        }
        main.change({
          route: route.kind === 'proxy' ? { kind: 'proxy', url: route.url, password: 'none' } : route,
        });
        return success(null);
      },
      'overrides.set': ({ overrides }) => {
        const parsed = overrides.map(parseNameOverride);
        main.change({
          overrides: parsed.flatMap((one) => (one.ok ? [{ ...one.value, isFromCommandLine: false }] : [])),
        });
        return success(null);
      },
      'interceptor.find': () => success({ path: '/usr/bin/mitmdump', version: '8.1.1' }),
      'interceptor.start': () => {
        main.change({ interceptor: runningInterceptor });
        return success(null);
      },
      'interceptor.attach': ({ host, port }) =>
        failure({
          code: 'interceptor-refused',
          message: `Nothing answers at ${host}:${port}.`,
          advice: 'Check the address and the port, and that mitmproxy runs.',
        }),
      'interceptor.stop': () => {
        main.change({
          interceptor: { kind: 'off' },
          trustedAuthorities: state.trustedAuthorities.filter((one) => !one.isInterceptor),
        });
        return success(null);
      },
      'interceptor.trust': ({ trusted }) => {
        main.change({
          interceptor: { ...runningInterceptor, isCaTrusted: trusted },
          trustedAuthorities: [
            ...state.trustedAuthorities.filter((one) => !one.isInterceptor),
            ...(trusted
              ? [{ certificate: mitmproxyCa, hostPatterns: [], isInterceptor: true, until: null }]
              : []),
          ],
        });
        return success(null);
      },
      'trust.read': ({ text }) => (text === null ? success(internalCa) : readAuthority(Buffer.from(text))),
      'trust.add': ({ hostPatterns, until }) => {
        main.change({
          trustedAuthorities: [
            ...state.trustedAuthorities,
            { certificate: internalCa, hostPatterns, isInterceptor: false, until },
          ],
        });
        return success(null);
      },
      'trust.remove': ({ certSha256 }) => {
        main.change({
          trustedAuthorities: state.trustedAuthorities.filter(
            (one) => one.certificate.certSha256 !== certSha256,
          ),
        });
        return success(null);
      },
      ...browser.handlers,
      'updates.check': () => success(null),
      'updates.daily': ({ isDaily }) => {
        main.change({ updates: { ...state.updates, isDaily } });
        return success(null);
      },
      'updates.download': () => success(null),
      'updates.cancel': () => null,
      'updates.install': () => null,
      'notice.dismiss': ({ id }) => {
        main.change({ notices: state.notices.filter((notice) => notice.id !== id) });
        return null;
      },
      'lab.state': () => ({
        scenarios: [],
        result: null,
        of: null,
        isRunning: false,
        isStopping: false,
        running: null,
      }),
      'lab.run': () => success(null),
      'lab.stop': () => null,
      'lab.saveReport': () => success(null),
      ...idleWatch,
    },
  };
  write();
  return main;
};

export const runningInterceptor = {
  kind: 'running',
  ownership: 'started',
  name: 'mitmproxy 8.1.1',
  host: '127.0.0.1',
  port: 8080,
  ca: mitmproxyCa,
  isCaTrusted: false,
  hasEvents: true,
} as const satisfies AppState['interceptor'];

const asInFile = ({
  expires,
  note,
  ...set
}: Parameters<'policy.save'>['policy']['pinSets'][number]): object => ({
  ...set,
  ...(expires !== null && { expires }),
  ...(note !== null && { note }),
});
