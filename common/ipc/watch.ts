/** The channels of the watch: what the page may ask, and what it is told. */
import { z } from 'zod';
import type { InterceptorKind } from '../lab-result.ts';
import type { Result } from '../result.ts';
import type { WatchChange } from '../watch/compare-watches.ts';
import type { PolicyExplanation } from '../watch/explain-by-policy.ts';
import {
  type ClientGrouping,
  type ClientResult,
  type HostResult,
  clientGroupings,
} from '../watch/watch-result.ts';
import type { WatchedExchange } from '../watch/watched-connection.ts';
import type { Failure } from './state.ts';

const text = (maximum: number): z.ZodString => z.string().max(maximum);
const none = z.strictObject({});

export const watchReportKinds = ['html', 'json', 'junit', 'har', 'csv'] as const;

export const watchCalls = {
  'watch.state': none,
  'watch.start': z.strictObject({
    interceptor: z.enum(['builtin', 'mitmproxy']),
    host: text(64),
    /** 0: a free one. */
    port: z.int().min(0).max(65_535),
    /** The person was asked, and wants other computers to reach it. */
    isForNetwork: z.boolean(),
    /** Empty: none. */
    controlHost: text(255),
    passThrough: z.array(text(255)).max(200),
  }),
  'watch.stop': none,
  /** The `startedAt` of the watch that was put away last. */
  'watch.bringBack': z.strictObject({ startedAt: z.number() }),
  'watch.judgeBy': z.strictObject({ controlHost: text(255), grouping: z.enum(clientGroupings) }),
  /** `key` of a shown client; an empty name takes it away. */
  'watch.nameClient': z.strictObject({ key: text(4_096), name: text(100) }),
  'watch.exchanges': z.strictObject({ client: text(4_096), host: text(255) }),
  'watch.reveal': z.strictObject({ connection: text(200), number: z.int().min(0) }),
  'watch.renewCa': none,
  'watch.saveCa': none,
  'watch.lookAtServers': none,
  'watch.choosePolicy': none,
  'watch.forgetPolicy': none,
  'watch.runCommand': z.strictObject({ command: text(4_096) }),
  'watch.stopCommand': none,
  'watch.save': z.strictObject({ name: text(200) }),
  'watch.compare': none,
  'watch.endComparison': none,
  'watch.saveReport': z.strictObject({ kind: z.enum(watchReportKinds), name: text(200) }),
} as const;

export interface WatchCallResults {
  'watch.state': WatchState;
  /** What it put away: the `startedAt` of a watch that can be brought back; null: nothing. So for `watch.bringBack`. */
  'watch.start': Result<number | null, Failure>;
  'watch.stop': null;
  'watch.bringBack': Result<number | null, Failure>;
  'watch.judgeBy': Result<null, Failure>;
  'watch.nameClient': null;
  /** Newest first, without what carries a login. */
  'watch.exchanges': readonly ShownExchange[];
  /** As it was; null: it is not kept. */
  'watch.reveal': {
    readonly url: string;
    readonly requestHeaders: readonly (readonly [string, string])[];
    readonly responseHeaders: readonly (readonly [string, string])[];
  } | null;
  'watch.renewCa': Result<null, Failure>;
  /** The path; null: the person closed the dialog. So for all that save. */
  'watch.saveCa': Result<string | null, Failure>;
  'watch.lookAtServers': null;
  'watch.choosePolicy': Result<null, Failure>;
  'watch.forgetPolicy': null;
  'watch.runCommand': Result<null, Failure>;
  'watch.stopCommand': null;
  'watch.save': Result<string | null, Failure>;
  'watch.compare': Result<null, Failure>;
  'watch.endComparison': null;
  'watch.saveReport': Result<string | null, Failure>;
}

export interface ShownExchange extends WatchedExchange {
  readonly connection: string;
}

export type ShownHost = Omit<HostResult, 'connections'> & {
  readonly connections: number;
  /** Sentence and advice of the verdict. */
  readonly sentence: string;
  readonly advice: string | null;
  /** Null: not looked at. */
  readonly real: ShownRealChain | null;
  /** Null: no policy was chosen, or it is the control host. */
  readonly policy: PolicyExplanation | null;
};

export type ShownRealChain =
  | {
      readonly ok: true;
      readonly chain: readonly {
        readonly subject: string;
        readonly spkiSha256: string;
        readonly notAfter: string;
      }[];
    }
  | { readonly ok: false; readonly error: string };

export type ShownClient = Omit<ClientResult, 'hosts'> & {
  /** What a name is kept by: address and program. */
  readonly key: string;
  readonly name: string | null;
  /** `curl (pid 4711)` */
  readonly words: string;
  readonly hosts: readonly ShownHost[];
};

export interface WatchState {
  readonly phase: 'off' | 'starting' | 'listening' | 'stopping';
  /** Where it listens; null: it does not. */
  readonly listening: {
    readonly host: string;
    readonly port: number;
    readonly interceptor: string;
    /** Other computers reach it. */
    readonly isForNetwork: boolean;
    /** For a device: its page with the CA; null: mitmproxy has its own, http://mitm.it. */
    readonly page: string | null;
  } | null;
  readonly addresses: readonly { readonly address: string; readonly label: string }[];
  /** Null: none was made yet. */
  readonly ca: {
    readonly subject: string;
    readonly certSha256: string;
    readonly notAfter: string;
    readonly path: string;
  } | null;
  readonly controlHost: string;
  readonly grouping: ClientGrouping;
  /** Of the watch under way, or of the last one; null: none yet. */
  readonly session: { readonly startedAt: number; readonly endedAt: number | null } | null;
  /** The watch before this one, as long as it can be brought back; null: none. */
  readonly putAway: { readonly startedAt: number } | null;
  readonly clients: readonly ShownClient[];
  readonly unseenHosts: readonly string[];
  /** The interceptor ended by itself; null: it did not. */
  readonly failure: Failure | null;
  readonly command: {
    readonly text: string;
    readonly ended: string | null;
    /** The last lines of what it wrote. */
    readonly output: string;
  } | null;
  readonly policy: { readonly name: string; readonly format: string } | null;
  readonly isLooking: boolean;
  readonly comparison: { readonly name: string; readonly changes: readonly WatchChange[] } | null;
  /** The system tells programs of this computer apart. */
  readonly canTellPrograms: boolean;
}

export interface StartWatch {
  readonly interceptor: InterceptorKind;
  readonly host: string;
  readonly port: number;
  readonly isForNetwork: boolean;
  readonly controlHost: string;
  readonly passThrough: readonly string[];
}
