import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientFormats,
  type ClientFormat,
  type ClientPolicy,
} from '../../../../common/pinning/clients/client-policy.ts';
import { clientShapes } from '../../../../common/pinning/clients/client-shapes.ts';
import { evaluateClientPolicy } from '../../../../common/pinning/clients/evaluate-client-policy.ts';
import { noPlaces, placesOfChains, type PinPlaces } from '../../../../common/pinning/clients/pin-places.ts';
import { policyToClient } from '../../../../common/pinning/clients/pinspect-policy.ts';
import { boundToHost } from '../../../../common/pinning/clients/translate.ts';
import type { PinSet } from '../../../../common/pinning/policy.ts';
import { writePolicy, type WrittenPolicy } from '../../../../main/policies/formats/convert.ts';
import { readPolicyFile } from '../../../../main/policies/formats/read-policy-file.ts';
import { certificatePinOf, hashesOf, pinOf } from '../../../support/pinning/sample-hashes.ts';

const at = Date.parse('2026-06-30T12:00:00Z');

const pinSet = (pattern: string, names: readonly string[], rest: Partial<PinSet> = {}): PinSet => ({
  pattern,
  mode: 'enforce',
  expires: null,
  pins: names.map(pinOf),
  note: null,
  ...rest,
});
const own = (...pinSets: readonly PinSet[]): ClientPolicy =>
  policyToClient({ unpinnedHosts: 'allow', pinSets });

const authorities: PinPlaces = { seen: new Map(), unseen: 'ca' };

const write = (
  policy: ClientPolicy,
  format: ClientFormat,
  host: string | null = null,
  places: PinPlaces = noPlaces,
): WrittenPolicy => {
  const written = writePolicy(policy, format, { at, host, places });
  if (!written.ok) throw new Error(JSON.stringify(written.error));
  return written.value;
};
const read = (text: string, format: ClientFormat, host: string | null = null): ClientPolicy => {
  const policy = readPolicyFile(Buffer.from(text), { format, host });
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  return policy.value;
};
const lossesOf = (
  policy: ClientPolicy,
  format: ClientFormat,
  host: string | null = null,
  places: PinPlaces = noPlaces,
): readonly string[] =>
  write(policy, format, host, places).losses.map(
    ({ host: where, sentence, isWeaker }) => `${isWeaker ? '!' : ' '} ${where}: ${sentence}`,
  );

describe('what a format cannot say is told, host by host', () => {
  it('a day on which pins end, in OkHttp', () => {
    expect(
      lossesOf(own(pinSet('example.com', ['a', 'b'], { expires: '2027-06-30' })), 'okhttp-kotlin'),
    ).toEqual(['  example.com: From 2027-06-30 on: not pinned before, and pinned now.']);
  });

  it('one label more, in Android', () => {
    expect(lossesOf(own(pinSet('*.example.com', ['a', 'b'])), 'android-nsc')).toEqual([
      '  example.com: Not pinned before, and pinned now.',
      '  <any>.<any>.example.com: Not pinned before, and pinned now.',
    ]);
  });

  it('an exception to a wider rule, in OkHttp', () => {
    const android = read(
      `<network-security-config>
        <domain-config><domain includeSubdomains="true">example.com</domain>
          <pin-set><pin digest="SHA-256">${pinOf('a').slice(7)}</pin></pin-set></domain-config>
        <domain-config><domain>api.example.com</domain>
          <pin-set><pin digest="SHA-256">${pinOf('b').slice(7)}</pin></pin-set></domain-config>
        <domain-config><domain>open.example.com</domain></domain-config>
      </network-security-config>`,
      'android-nsc',
    );
    expect(lossesOf(android, 'okhttp-java')).toEqual([
      `! api.example.com: Also accepts ${pinOf('a')}.`,
      '  open.example.com: Not pinned before, and pinned now.',
    ]);
  });

  it('report-only, sets that are off, and what has ended', () => {
    const policy = own(
      pinSet('report.example', ['a', 'b'], { mode: 'report-only' }),
      pinSet('off.example', ['a', 'b'], { mode: 'off' }),
      pinSet('ended.example', ['a', 'b'], { expires: '2026-01-01' }),
      pinSet('stays.example', ['a', 'b']),
    );
    expect(lossesOf(policy, 'okhttp-kotlin')).toEqual([
      '  report.example: Mismatches were reported, and are not any more.',
    ]);
  });

  it('a whole certificate’s pin: the host stays refused rather than open', () => {
    const policy = own({ ...pinSet('example.com', []), pins: [certificatePinOf('a')] });
    expect(lossesOf(policy, 'android-nsc')).toEqual([
      '  example.com: Nothing is accepted any more: every connection is refused.',
    ]);
    const chain = [hashesOf('a')];
    const written = read(write(policy, 'android-nsc').text, 'android-nsc');
    expect(evaluateClientPolicy(written, 'example.com', chain, at).verdict).toBe('mismatch');
  });

  it('a refusal of hosts without pins', () => {
    const policy = policyToClient({ unpinnedHosts: 'refuse', pinSets: [pinSet('example.com', ['a'])] });
    expect(lossesOf(policy, 'okhttp-kotlin')).toEqual([
      '! <hosts without pins>: Refused before, and allowed now.',
    ]);
  });

  it('a place in the chain that nobody knows: curl compares the leaf, iOS has to be told', () => {
    const policy = own(pinSet('example.com', ['a', 'b']));
    expect(lossesOf(policy, 'curl')).toEqual(
      ['! example.com: Takes its pins as the leaf instead of anywhere on the chain.'].map((line) =>
        line.replace('!', ' '),
      ),
    );
    const refused = writePolicy(policy, 'ios-nspinneddomains', { at, host: null, places: noPlaces });
    expect(refused.ok ? [] : refused.error.map(({ path, found }) => [path, found])).toEqual([
      ['whose keys', `${pinOf('a')} and 1 more`],
    ]);
  });

  it('how deep subdomains go: iOS reaches one label, and comes back as two patterns', () => {
    const policy = own(pinSet('example.com', ['a']), pinSet('*.example.com', ['a']));
    const plist = read(write(policy, 'ios-nspinneddomains', null, authorities).text, 'ios-nspinneddomains');
    const back = read(write(plist, 'pinspect').text, 'pinspect');
    expect(back.rules.map(({ scope }) => scope)).toEqual([
      { kind: 'pattern', pattern: 'example.com' },
      { kind: 'pattern', pattern: '*.example.com' },
    ]);
    expect(lossesOf(own(pinSet('**.example.com', ['a'])), 'ios-nspinneddomains', null, authorities)).toEqual([
      '! <any>.<any>.example.com: Pinned before, and not any more.',
    ]);
  });

  it('names other hosts than the one that a one-host format is for', () => {
    const policy = own(pinSet('a.example', ['a', 'b']), pinSet('b.example', ['a', 'b']));
    expect(lossesOf(policy, 'curl', 'a.example')).toContain('! b.example: Pinned before, and not any more.');
    expect(writePolicy(policy, 'curl', { at, host: null, places: noPlaces })).toEqual({
      ok: false,
      error: [
        {
          path: 'host',
          found: '2 names',
          expected: 'one: this format is written for a single host, so name it',
        },
      ],
    });
  });
});

describe('whose keys the pins are', () => {
  const certificate = (name: string) => ({
    ...hashesOf(name),
    subject: `CN=${name}`,
    issuer: 'CN=x',
    notBefore: '',
    notAfter: '',
  });
  const chain = (...names: readonly string[]) => ({
    hosts: ['example.com'],
    certificates: names.map(certificate),
    lastSeenAt: null,
  });
  const seen = placesOfChains([chain('leaf', 'middle', 'root')], null);
  const groupsOf = (policy: ClientPolicy, places: PinPlaces): ClientPolicy['rules'][number]['groups'] =>
    read(write(policy, 'ios-nspinneddomains', null, places).text, 'ios-nspinneddomains').rules[0]?.groups ??
    [];

  it('is known from the chains that were seen, so that iOS gets each pin in its list and nothing is lost', () => {
    const [ofLeaf, ofAuthority] = [['leaf'], ['middle', 'root']].map((names) =>
      own(pinSet('example.com', names)),
    );
    if (ofLeaf === undefined || ofAuthority === undefined) throw new Error('two policies');
    expect(groupsOf(ofLeaf, seen)).toEqual([{ position: 'leaf', pins: [pinOf('leaf')] }]);
    expect(groupsOf(ofAuthority, seen)).toEqual([{ position: 'ca', pins: [pinOf('middle'), pinOf('root')] }]);
    for (const policy of [ofLeaf, ofAuthority])
      expect(lossesOf(policy, 'ios-nspinneddomains', null, seen)).toEqual([]);
  });

  it('is said by a person for those never seen: a backup beside a leaf’s pin', () => {
    const policy = own(pinSet('example.com', ['leaf', 'backup']));
    const told = { ...seen, unseen: 'leaf' as const };
    expect(groupsOf(policy, told)).toEqual([{ position: 'leaf', pins: [pinOf('leaf'), pinOf('backup')] }]);
    expect(lossesOf(policy, 'ios-nspinneddomains', null, told)).toEqual([]);
    expect(writePolicy(policy, 'ios-nspinneddomains', { at, host: null, places: seen }).ok).toBe(false);
  });

  it('of both kinds cannot be said to iOS, where both lists must match: the authorities alone are written', () => {
    const policy = own(pinSet('example.com', ['leaf', 'root']));
    expect(groupsOf(policy, seen)).toEqual([{ position: 'ca', pins: [pinOf('root')] }]);
    expect(lossesOf(policy, 'ios-nspinneddomains', null, seen)).toEqual([
      `  example.com: No longer accepts ${pinOf('leaf')}.`,
    ]);
  });

  it('makes an authority’s pin worthless to curl, and a leaf’s all it needs', () => {
    expect(lossesOf(own(pinSet('example.com', ['leaf'])), 'curl', null, seen)).toEqual([]);
    expect(lossesOf(own(pinSet('example.com', ['root'])), 'curl', null, seen)).toEqual([
      '  example.com: Nothing is accepted any more: every connection is refused.',
    ]);
  });

  it('is known of neither kind for a key seen in both places', () => {
    const both = placesOfChains([chain('leaf', 'root'), chain('root')], null);
    expect([both.seen.get(pinOf('leaf')), both.seen.get(pinOf('root'))]).toEqual(['leaf', undefined]);
  });
});

it('says what no comparison of hosts shows: the dot at the end, and where days begin', () => {
  const { notes, losses } = write(
    own(pinSet('example.com', ['a', 'b'], { expires: '2027-06-30' })),
    'android-nsc',
  );
  expect([losses, notes]).toEqual([
    [],
    ['Android begins the day of expiry at midnight where the device is, Pinspect at 00:00 UTC.'],
  ]);
  expect(write(own(pinSet('example.com', ['a'])), 'okhttp-kotlin').notes).toEqual([
    'OkHttp has no pins for a name with a dot at its end (https://example.com./); Pinspect takes it for the same host.',
  ]);
});

describe('round trips', () => {
  const label = fc.constantFrom('a', 'b', 'api', 'example', 'com');
  const name = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => `${labels.join('.')}.com`);
  const pins = fc.subarray(['p', 'q', 'r', 's'], { minLength: 2 });
  const stars = fc.constantFrom('', '*.', '**.');
  const expires = fc.constantFrom(null, '2026-01-01', '2027-06-30', '2028-01-01');
  const mode = fc.constantFrom('enforce' as const, 'report-only' as const, 'off' as const);
  const plainSet = fc.tuple(stars, name, pins).map(([star, host, names]) => pinSet(star + host, names));
  const anySet = fc
    .tuple(plainSet, expires, mode)
    .map(([set, day, way]): PinSet => ({ ...set, expires: day, mode: way }));

  it.each(['okhttp-kotlin', 'okhttp-java'] as const)(
    'lose nothing between enforced sets and %s',
    (format) => {
      fc.assert(
        fc.property(fc.array(plainSet, { minLength: 1, maxLength: 5 }), (pinSets) => {
          const { text, losses } = write(own(...pinSets), format);
          expect(losses).toEqual([]);
          expect(write(read(text, format), 'pinspect').losses).toEqual([]);
        }),
        { numRuns: 25 },
      );
    },
  );

  it.each(['android-nsc', 'trustkit-android', 'trustkit-ios'] as const)(
    'lose nothing between %s and itself by way of Android',
    (format) => {
      const rule = fc.tuple(name, fc.boolean(), pins).map(([domain, includeSubdomains, names]) => ({
        scope: { kind: 'domain' as const, domain, includeSubdomains },
        mode: 'enforce' as const,
        expires: null,
        groups: [{ position: 'any' as const, pins: names.map(pinOf) }],
      }));
      fc.assert(
        fc.property(
          fc.uniqueArray(rule, { minLength: 1, maxLength: 5, selector: ({ scope }) => scope.domain }),
          (rules) => {
            const android: ClientPolicy = {
              format: 'android-nsc',
              selection: 'most-specific',
              rules,
              notes: [],
            };
            const there = write(android, format);
            expect(there.losses).toEqual([]);
            expect(write(read(there.text, format), 'android-nsc').losses).toEqual([]);
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  const host = 'api.example.com';
  const scopes = {
    pattern: { kind: 'pattern', pattern: host },
    domain: { kind: 'domain', domain: host, includeSubdomains: false },
    'one-host': { kind: 'every-host' },
  } as const;
  /** What each of these formats says of one host, whose pins may stand anywhere, or for the leaf only. */
  const oneHost = (
    format: ClientFormat,
    position: 'any' | 'leaf',
    names: readonly string[],
  ): ClientPolicy => {
    const scope = format === 'rfc7469' ? scopes.domain : scopes[clientShapes[format].scope];
    const groups = [{ position, pins: names.map(pinOf) }];
    return {
      format,
      selection: clientShapes[format].selection,
      rules: [{ scope, mode: 'enforce', expires: null, groups }],
      notes: [],
    };
  };
  const anywhere = clientFormats.filter((format) => clientShapes[format].positions === 'any');
  const leafOnly = clientFormats.filter((format) => !anywhere.includes(format));
  const pairsOf = (formats: readonly ClientFormat[], position: 'any' | 'leaf') =>
    formats.flatMap((from) => formats.map((to) => [from, to, position] as const));

  it.each([...pairsOf(anywhere, 'any'), ...pairsOf(leafOnly, 'leaf')])(
    'lose nothing from %s to %s and back, where both look for a pin in the same place (%s)',
    (from, to, position) => {
      fc.assert(
        fc.property(pins, (names) => {
          const source = oneHost(from, position, names);
          const there = write(source, to, host);
          const back = write(read(there.text, to, host), from, host);
          expect([there.losses, back.losses]).toEqual([[], []]);
          // The text stands: what was read from it is written as it was.
          expect(write(read(back.text, from, host), to, host).text).toBe(there.text);
          const returned = boundToHost(read(back.text, from, host), host);
          for (const chain of [['p'], ['q', 'x'], ['x', 'r'], ['x', 's'], ['x']].map((each) =>
            each.map(hashesOf),
          )) {
            const [was, is] = [boundToHost(source, host), returned].map(
              (policy) => evaluateClientPolicy(policy, host, chain, at).verdict,
            );
            expect(is).toBe(was);
          }
        }),
        { numRuns: 8 },
      );
    },
  );

  /** Hosts, chains and moments that the comparison itself does not choose. */
  it('tell every difference: where no loss is named, both clients judge alike', () => {
    const target = fc.constantFrom(...clientFormats.filter((format) => format !== 'rfc7469'));
    const chains = [['p'], ['q'], ['x', 'p'], ['x', 'q', 'r'], ['s', 'x'], ['x']].map((names) =>
      names.map(hashesOf),
    );
    let compared = 0;
    fc.assert(
      fc.property(
        fc.array(anySet, { minLength: 1, maxLength: 4 }),
        target,
        name,
        stars,
        (pinSets, format, host, star) => {
          const source = own(...pinSets);
          const probe = star === '' ? host : star === '*.' ? `x.${host}` : `x.y.${host}`;
          const named = pinSets[0]?.pattern.replace(/^\*+\./, '') ?? host;
          // Whoever says that all pins are authorities' is held to it: no such key is a leaf's then.
          const isToldPlaces = format === 'ios-nspinneddomains';
          const places = isToldPlaces ? authorities : noPlaces;
          const written = writePolicy(source, format, { at, host: named, places });
          if (!written.ok || written.value.losses.length > 0) return;
          compared += 1;
          const target_ = boundToHost(read(written.value.text, format), named);
          for (const moment of [at, Date.parse('2027-12-01'), Date.parse('2029-01-01')]) {
            for (const chain of chains.filter(([leaf]) => !isToldPlaces || leaf?.spkiSha256 === pinOf('x'))) {
              for (const asked of [probe, named, `x.${named}`]) {
                const [was, is] = [source, target_].map((policy) =>
                  evaluateClientPolicy(policy, asked, chain, moment),
                );
                expect([is?.verdict, is?.mode, is?.reportOnly?.verdict]).toEqual([
                  was?.verdict,
                  was?.mode,
                  was?.reportOnly?.verdict,
                ]);
              }
            }
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(20);
  });
});
