/** What each format can say at all: a translation keeps to it, and what it cannot say is found by comparing. */
import type { PinKind } from '../pin.ts';
import type { Mode } from '../verdict.ts';
import type { ClientFormat, ClientPolicy } from './client-policy.ts';

export interface ClientShape {
  readonly selection: ClientPolicy['selection'];
  readonly scope: 'pattern' | 'domain' | 'one-host';
  readonly modes: readonly Mode[];
  readonly hasExpiry: boolean;
  readonly positions: 'any' | 'leaf' | 'ca-and-leaf';
  readonly pinKinds: readonly PinKind[];
  /** A name can be written without pins, so that it stands before a shorter one. */
  readonly canExcept: boolean;
}

const okHttp: ClientShape = {
  selection: 'union',
  scope: 'pattern',
  modes: ['enforce'],
  hasExpiry: false,
  positions: 'any',
  pinKinds: ['sha256', 'sha1'],
  canExcept: false,
};

const android: ClientShape = {
  selection: 'most-specific',
  scope: 'domain',
  modes: ['enforce'],
  hasExpiry: true,
  positions: 'any',
  pinKinds: ['sha256'],
  canExcept: true,
};

export const clientShapes: Readonly<Record<ClientFormat, ClientShape>> = {
  pinspect: {
    ...okHttp,
    modes: ['enforce', 'report-only', 'off'],
    hasExpiry: true,
    pinKinds: ['sha256', 'sha1', 'cert-sha256'],
  },
  'okhttp-kotlin': okHttp,
  'okhttp-java': okHttp,
  'android-nsc': android,
  'trustkit-android': { ...android, modes: ['enforce', 'report-only'], canExcept: false },
  'trustkit-ios': { ...android, modes: ['enforce', 'report-only'] },
  'ios-nspinneddomains': { ...android, hasExpiry: false, positions: 'ca-and-leaf', canExcept: false },
  curl: { ...okHttp, scope: 'one-host', positions: 'leaf', pinKinds: ['sha256'] },
  rfc7469: {
    ...android,
    scope: 'one-host',
    modes: ['enforce', 'report-only'],
    hasExpiry: false,
    canExcept: false,
  },
};
