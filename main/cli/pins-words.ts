/** The result of `pins` for people. */
import { comparePinChoices } from '../../common/pinning/compare-pin-choices.ts';
import { validityWords } from './days-left.ts';
import { harmless } from './harmless.ts';
import { type Paint } from './paint.ts';
import type { PinItem, PinSource } from './pins-report.ts';

const titles = {
  certificate: 'Certificate',
  request: 'Certificate request',
  'public-key': 'Public key',
} as const;

/** More names than this are a list, not a hint. */
const maximumNames = 8;

const names = (subjectAltNames: readonly string[]): string | null => {
  if (subjectAltNames.length === 0) return null;
  const shown = subjectAltNames.slice(0, maximumNames).map((name) => name.replace(/^(DNS|IP):/, ''));
  const left = subjectAltNames.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? `, and ${left} more` : ''}`;
};

const signatureWords = {
  right: null,
  wrong: 'is not by this key: do not trust the request',
  'not-checked': 'not checked: an algorithm that is not known here',
};

const itemWords = (item: PinItem, at: number, paint: Paint): string => {
  const { role, notBefore, notAfter, presented } = item;
  const isOver = notAfter !== null && Date.parse(notAfter) < at;
  const validity =
    notBefore === null || notAfter === null ? null : validityWords({ notBefore, notAfter }, at);
  const rows: readonly (readonly [string, string | null])[] = [
    ['Subject', item.subject === '' ? '(none)' : item.subject],
    ['Names', names(item.subjectAltNames)],
    ['Issuer', item.issuer === item.subject ? null : item.issuer],
    ['Validity', validity],
    ['Key', item.key],
    ['Signature', item.signature === null ? null : signatureWords[item.signature]],
    ['SHA-256', item.certSha256],
  ];
  const title = `${titles[item.kind]}${role === null ? '' : `, ${role}`}`;
  const note = presented === false ? paint.faint(' (not sent by the server: its own copy was used)') : '';
  return [
    `\n  ${title}${note}\n`,
    `    ${paint.bold(item.spkiSha256)}\n`,
    ...rows.flatMap(([label, text]) =>
      text === null
        ? []
        : [
            `    ${label.padEnd(10)}${label === 'Validity' && isOver ? paint.bad(harmless(text)) : harmless(text)}\n`,
          ],
    ),
    ...item.choice.map((sentence) => `    ${paint.faint(`· ${harmless(sentence)}`)}\n`),
  ].join('');
};

/** For a chain of several certificates: which one to pin, and a backup. */
const recommendationWords = (items: readonly PinItem[], at: number, paint: Paint): string => {
  const chain = items.flatMap(({ subject, issuer, notBefore, notAfter, certSha256, ...item }) =>
    subject === null || issuer === null || notBefore === null || notAfter === null || certSha256 === null
      ? []
      : [{ ...item, subject, issuer, notBefore, notAfter, certSha256, isSelfIssued: subject === issuer }],
  );
  const isChain =
    chain.length === items.length &&
    chain.length > 1 &&
    chain.every(({ role }, index) => (role === 'leaf') === (index === 0));
  const recommendation = isChain ? comparePinChoices(chain, at)?.recommendation : undefined;
  if (recommendation === undefined) return '';
  const { sentence, backup, alternative } = recommendation;
  return `\n  ${paint.bold('Which one to pin')}\n${[sentence, backup, alternative]
    .flatMap((text) => (text === null ? [] : [`    ${harmless(text)}\n`]))
    .join('')}`;
};

/** `at` in epoch milliseconds. */
export const sourceWords = (source: PinSource, at: number, paint: Paint): string => {
  const trust = {
    validated: paint.good(' validated'),
    'not-checked': '',
    failed: paint.bad(' UNTRUSTED'),
  }[source.trust];
  const warning =
    source.trust === 'failed'
      ? `  ${paint.bad(harmless(source.error ?? ''))}\n  This is the chain as it was presented. Do not pin it before you know who sent it.\n`
      : '';
  const unused =
    source.unused.length === 0
      ? ''
      : `\n  Also sent, and not on the validated chain (a pin of it would not count)\n${source.unused.map((item) => itemWords(item, at, paint)).join('')}`;
  const advice = source.trust === 'failed' ? '' : recommendationWords(source.items, at, paint);
  const items = source.items.map((item) => itemWords(item, at, paint)).join('');
  return `${paint.bold(harmless(source.source))}${trust}\n${warning}${items}${advice}${unused}`;
};
