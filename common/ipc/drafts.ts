/**
 * What stands typed in the window's forms and was not saved or added yet: kept over a restart, field by field. A password
 * has no name here, so that none can be kept.
 */
import { z } from 'zod';

export const draftNames = [
  'request.method',
  'request.url',
  'request.headers',
  'request.body',
  'hosts',
  'curl',
  'browser.address',
  /** Which set is edited: its place and pattern; empty: a new one. */
  'pin-set.of',
  'pin-set.pattern',
  'pin-set.mode',
  'pin-set.expires',
  'pin-set.pins',
  'pin-set.note',
  'import.text',
  'import.host',
  'lab.target',
  'lab.url',
  'watch.control-host',
  'watch.port',
  'watch.pass-through',
  'watch.command',
  'watch.name',
  'renewal.next',
  'proxy.scheme',
  'proxy.address',
  'proxy.username',
  'pac.script',
  'override.of',
  'override.host',
  'override.port',
  'override.toHost',
  'override.toPort',
  'trust.pem',
  'trust.hosts',
  'mitmproxy.path',
  'mitmproxy.host',
  'mitmproxy.port',
  'mitmproxy.username',
  'mitmproxy.ca-folder',
] as const;

export type DraftName = (typeof draftNames)[number];
export type Drafts = Readonly<Partial<Record<DraftName, string>>>;

/** Characters: more is not typed by hand. */
export const longestDraft = 2 * 1024 * 1024;

const draftText = z.string().max(longestDraft);

export const keepDraftParameters = z.strictObject({
  name: z.enum(draftNames),
  /** Null: nothing is typed there any more. */
  text: draftText.nullable(),
});

/** PEM in all its kinds (RFC 7468), also PGP's and SSH's; PuTTY's files; JSON Web Keys (RFC 7517, RFC 7518 6.2.2). */
const isPrivateKey = (text: string): boolean =>
  /BEGIN [A-Z0-9 ]*PRIVATE KEY|^PuTTY-User-Key-File-\d/m.test(text) ||
  (/"kty"\s*:/.test(text) && /"[dk]"\s*:\s*"/.test(text));

const urlFields: ReadonlySet<DraftName> = new Set([
  'request.url',
  'browser.address',
  'lab.url',
  'pac.script',
  'proxy.address',
]);

/** A user with a password before the host, also while it is being typed: after a colon only a port is expected. */
const hasPassword = (text: string): boolean => {
  const [, authority = ''] = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?([^\s/?#]*)/i.exec(text) ?? [];
  return /:[^@]*@/.test(authority) || /:\D/.test(authority.replace(/\[[^\]]*\]?/, ''));
};

/** False for what must not get into a file by being typed: a private key, and an address with a password or, of a proxy, a user in it. */
export const mayBeKept = (name: DraftName, text: string): boolean =>
  !isPrivateKey(text) &&
  !(urlFields.has(name) && hasPassword(text)) &&
  !(name === 'proxy.address' && text.includes('@'));

/** With this text in that field; null: without the field. */
export const withDraft = (drafts: Drafts, name: DraftName, text: string | null): Drafts =>
  Object.fromEntries([
    ...Object.entries(drafts).filter(([other]) => other !== name),
    ...(text === null ? [] : [[name, text] as const]),
  ]);

/** Reads what was kept, field by field: one that is bad or has no name any more is left out. */
export const toDrafts = (saved: unknown): Drafts => {
  const values = typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
  return Object.fromEntries(
    draftNames.flatMap((name) => {
      const parsed = draftText.safeParse(values[name]);
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  );
};
