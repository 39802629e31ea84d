/** The keys of the filter language: what each takes, in words for the completion and for what went wrong. */
import { weaknessKinds } from '../weakness.ts';
import type { FilterCondition } from './filter.ts';

export type FilterKey = Exclude<FilterCondition['key'], 'word'>;

export interface FilterKeyFacts {
  /** For the completion: what it looks for. */
  readonly meaning: string;
  readonly example: string;
  /** The values there are; null: free text, a number or a time. */
  readonly values: readonly string[] | null;
}

export const filterKeys: Readonly<Record<FilterKey, FilterKeyFacts>> = {
  host: { meaning: 'part of a host name, or a pattern with *', example: 'host:*.example.com', values: null },
  verdict: {
    meaning: 'what was found',
    example: 'verdict:mismatch,untrusted',
    values: ['pinned', 'mismatch', 'unpinned', 'cleartext', 'untrusted', 'undecided'],
  },
  action: { meaning: 'what was done', example: 'action:blocked', values: ['allowed', 'blocked'] },
  mode: {
    meaning: 'how the pins were in force',
    example: 'mode:report-only',
    values: ['enforce', 'report-only', 'off', 'none'],
  },
  pin: { meaning: 'a certificate with this pin, or its beginning', example: 'pin:sha256/AbCd', values: null },
  cert: { meaning: 'a certificate with this SHA-256, or its beginning', example: 'cert:3f9a', values: null },
  subject: { meaning: 'a certificate issued to', example: 'subject:"Acme Corp"', values: null },
  issuer: { meaning: 'a certificate issued by', example: 'issuer:mitmproxy', values: null },
  port: { meaning: 'a port, or a range', example: 'port:8000-8999', values: null },
  address: { meaning: 'part of the next hop’s address', example: 'address:192.0.2.', values: null },
  route: { meaning: 'part of the route or the interceptor', example: '-route:mitm', values: null },
  protocol: { meaning: 'with or without TLS', example: 'protocol:cleartext', values: ['tls', 'cleartext'] },
  tls: { meaning: 'part of the TLS version', example: 'tls:1.2', values: null },
  cipher: { meaning: 'part of the cipher suite', example: 'cipher:CHACHA20', values: null },
  alpn: { meaning: 'what the client offered to speak', example: 'alpn:h2', values: null },
  sni: { meaning: 'part of the name in the hello', example: 'sni:example', values: null },
  page: {
    meaning: 'part of the address of a page that asked, or a pattern with *',
    example: 'page:shop.example.com',
    values: null,
  },
  error: { meaning: 'part of an error code', example: 'error:timeout', values: null },
  trial: {
    meaning: 'what report-only pins said beside live ones',
    example: 'trial:mismatch',
    values: ['pinned', 'mismatch', 'cleartext'],
  },
  sent: {
    meaning: 'whether application data left',
    example: 'sent:none',
    values: ['none', 'some'],
  },
  weakened: {
    meaning: 'what weakened it',
    example: 'weakened:pins-ended',
    values: weaknessKinds,
  },
  has: {
    meaning: 'what there is',
    example: 'has:interceptor',
    values: ['interceptor', 'error', 'chain', 'trial', 'remembered'],
  },
  since: { meaning: 'began since', example: 'since:2h', values: null },
  until: { meaning: 'began before', example: 'until:2026-05-01', values: null },
  epoch: { meaning: 'an epoch, or a range', example: 'epoch:12', values: null },
};

export const filterKeyNames = Object.keys(filterKeys) as readonly FilterKey[];

export const isFilterKey = (text: string): text is FilterKey => Object.hasOwn(filterKeys, text);
