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

const isPrivateKey = (text: string): boolean => /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text);
const hasUserInfo = (text: string): boolean => text.includes('@');

/** False for what must not get into a file by being typed: a private key, and a proxy's address with user and password in it. */
export const mayBeKept = (name: DraftName, text: string): boolean =>
  !isPrivateKey(text) && !(name === 'proxy.address' && hasUserInfo(text));

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
