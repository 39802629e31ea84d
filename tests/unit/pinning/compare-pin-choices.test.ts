import { expect, test } from 'vitest';
import { choiceEvents, comparePinChoices } from '../../../common/pinning/compare-pin-choices.ts';

const at = Date.parse('2026-11-24T12:00:00Z');

const certificate = (
  subject: string,
  issuer: string,
  notBefore: string,
  notAfter: string,
): Parameters<typeof comparePinChoices>[0][number] => ({
  subject: `CN=${subject}`,
  issuer: `CN=${issuer}`,
  notBefore: `${notBefore}T12:00:00Z`,
  notAfter: `${notAfter}T12:00:00Z`,
  key: 'EC P-256',
  isSelfIssued: subject === issuer,
  spkiSha256: `sha256/${subject}`,
  certSha256: subject,
});
const issuer = certificate('CA E7', 'Root X', '2024-01-01', '2027-12-31');
const root = certificate('Root X', 'Root X', '2015-01-01', '2035-01-01');
const yearly = certificate('shop.example', 'CA E7', '2026-06-01', '2027-06-01');
const automated = certificate('shop.example', 'CA E7', '2026-11-01', '2027-01-30');

test('where the leaf has its issuer’s key, no choice is said to keep others out', () => {
  const comparison = comparePinChoices([{ ...yearly, spkiSha256: issuer.spkiSha256 }, issuer, root], at);
  expect(comparison?.trades[0]?.passes).toBe(
    'Every certificate that CA E7 issues for the host: it has this key too.',
  );
  expect(JSON.stringify(comparison)).not.toMatch(/nobody else/i);
  expect(comparison?.recommendation.sentence).toMatch(/^No choice keeps others out: .* CA E7/);
});

test('each choice says whose certificates pass, when it ends and what breaks it', () => {
  const trades = comparePinChoices([yearly, issuer, root], at)?.trades ?? [];
  expect(trades.map(({ place, name, passes, ending }) => [place, name, passes, ending])).toEqual([
    ['leaf', 'shop.example', 'Nobody else: only who holds this key.', 'ends in 189 days (2027-06-01)'],
    [
      'intermediate',
      'CA E7',
      'Every certificate that CA E7 issues for the host.',
      'ends in 402 days (2027-12-31)',
    ],
    [
      'root',
      'Root X',
      'Every certificate for the host from any intermediate under Root X.',
      'ends in 8 years (2035-01-01)',
    ],
  ]);
  expect(trades.map(({ events }) => events.map(({ outcome }) => outcome))).toEqual([
    ['breaks', 'depends', 'depends', 'holds'],
    ['holds', 'breaks', 'breaks', 'holds'],
    ['holds', 'holds', 'breaks', 'depends'],
  ]);
  expect(trades[0]?.events.map(({ event }) => event)).toEqual([...choiceEvents]);
});

test('a leaf that lives long is recommended, with a spare key', () => {
  expect(comparePinChoices([yearly, issuer, root], at)?.recommendation).toMatchObject({
    index: 0,
    backup: 'Backup: generate a spare key now, keep it offline, and pin it too.',
  });
});

test('a leaf that is renewed by machine is not: the root is, with that of a second CA', () => {
  const advice = comparePinChoices([automated, issuer, root], at)?.recommendation;
  expect(advice?.index).toBe(2);
  expect(advice?.sentence).toContain('The leaf lives 90 days in all (67 days left)');
  expect(advice?.backup).toContain('second CA');
  expect(advice?.alternative).toContain('--reuse-key');
});

test('a chain without its root says so', () => {
  expect(comparePinChoices([automated, issuer], at)?.recommendation.sentence).toContain(
    'Pin CA E7, the highest in this chain (its root is not in it).',
  );
});

test('a certificate alone leaves no choice, and no chain no comparison', () => {
  const alone = certificate('nas.local', 'nas.local', '2026-01-01', '2036-01-01');
  expect(comparePinChoices([alone], at)?.recommendation).toMatchObject({ index: 0, alternative: null });
  expect(comparePinChoices([], at)).toBeNull();
});
