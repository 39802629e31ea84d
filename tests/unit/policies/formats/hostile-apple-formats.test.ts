// Whatever the bytes, a reader answers: with a policy or with problems, never with a throw, and within its time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curl } from '../../../../main/policies/formats/curl.ts';
import { iosPinnedDomains } from '../../../../main/policies/formats/ios-pinned-domains.ts';
import { readPlist } from '../../../../main/policies/formats/plist.ts';
import type { PolicyFormat } from '../../../../main/policies/formats/policy-format.ts';
import { rfc7469 } from '../../../../main/policies/formats/rfc7469.ts';
import { trustKitIos } from '../../../../main/policies/formats/trustkit-ios.ts';
import { readZip } from '../../../../main/policies/formats/zip.ts';
import { binaryPlist, dictOf, listOf, stringOf } from './binary-plist.ts';
import { bareOf, inputOf } from './format-input.ts';
import { zipOf } from './zip-archive.ts';

const runs = 400;

const samples: readonly (readonly [PolicyFormat, string])[] = [
  [
    iosPinnedDomains,
    `<?xml version="1.0"?><plist version="1.0"><dict><key>NSAppTransportSecurity</key><dict><key>NSPinnedDomains</key><dict><key>example.com</key><dict><key>NSIncludesSubdomains</key><true/><key>NSPinnedLeafIdentities</key><array><dict><key>SPKI-SHA256-BASE64</key><string>${bareOf(1)}</string></dict></array></dict></dict></dict></dict></plist>`,
  ],
  [
    trustKitIos,
    `<dict><key>TSKPinnedDomains</key><dict><key>example.com</key><dict><key>TSKExpirationDate</key><string>2030-01-01</string><key>TSKEnforcePinning</key><string>YES</string><key>TSKPublicKeyHashes</key><array><string>${bareOf(1)}</string><string>${bareOf(2)}</string></array></dict></dict></dict>`,
  ],
  [
    curl,
    `curl -H "a: \\"$b" --pinnedpubkey 'sha256//${bareOf(1)};sha256//${bareOf(2)}' \\\n https://example.com/ --next -k`,
  ],
  [curl, `# c\npinnedpubkey = "sha256//${bareOf(1)}"\nurl: https://example.com/`],
  [
    rfc7469,
    `Host: example.com\nPublic-Key-Pins: pin-sha256="${bareOf(1)}"; pin-sha256="${bareOf(2)}"; max-age=1; includeSubDomains; a="b\\"c"`,
  ],
];

/** A few places of the text taken out, doubled or overwritten. */
const mutationsOf = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.nat(text.length),
        fc.nat(30),
        fc.oneof(fc.string(), fc.constantFrom('<', '>', '"', "'", '\\', '&', ';', '\n', '=')),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((edits) =>
      edits.reduce(
        (before, [at, length, put]) => before.slice(0, at) + put + before.slice(at + length),
        text,
      ),
    );

const answers = (format: PolicyFormat, text: string): void => {
  const input = inputOf(text, 'example.com');
  format.recognises(input);
  const read = format.read(input);
  if (!read.ok) expect(read.error.length).toBeGreaterThan(0);
};

describe('every reader answers', () => {
  it.each(samples)('to changed texts of its own', (format, text) => {
    fc.assert(
      fc.property(mutationsOf(text), (changed) => {
        answers(format, changed);
      }),
      { numRuns: runs },
    );
  });

  it('to any text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples.map(([format]) => format)),
        fc.string({ maxLength: 200 }),
        (format, text) => {
          answers(format, text);
        },
      ),
      { numRuns: runs },
    );
  });

  it('to changed binary property lists', () => {
    const whole = binaryPlist([
      dictOf([1, 2], [3, 4]),
      stringOf('a'),
      stringOf('b'),
      listOf([1, 2, 5]),
      stringOf('x'.repeat(30)),
      dictOf([], []),
    ]);
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 9), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, (edits) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of edits) bytes[at + 8] = byte;
        expect(readPlist(inputOf(bytes)).ok).toBeTypeOf('boolean');
      }),
      { numRuns: 5 * runs },
    );
  });

  it('to changed archives', () => {
    const whole = zipOf([
      { name: 'Payload/A.app/Info.plist', content: 'x'.repeat(100) },
      { name: 'b', content: 'y', isStored: true },
    ]);
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(changes, (edits) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of edits) bytes[at] = byte;
        expect(readZip(bytes, () => true, 1_000_000).ok).toBeTypeOf('boolean');
      }),
      { numRuns: 5 * runs },
    );
  });
});

describe('long input takes no longer than its length', () => {
  const long = 300_000;
  it.each([
    ['backslashes', curl, `curl --pinnedpubkey "${'\\'.repeat(long)}`],
    ['quotes', curl, `curl --pinnedpubkey ${"'".repeat(long)}`],
    ['lines', curl, `pinnedpubkey\n${'url = x\n'.repeat(long / 8)}`],
    ['spaces of a header', rfc7469, `Public-Key-Pins: ${' '.repeat(long)}x y`],
    ['a quoted string that never ends', rfc7469, `Public-Key-Pins: a="${'\\"'.repeat(long / 2)}`],
    ['directives', rfc7469, `Public-Key-Pins: ${'a;'.repeat(long / 2)}`],
    ['open angles', iosPinnedDomains, '<'.repeat(long)],
    ['open dictionaries', iosPinnedDomains, `<plist>${'<dict>'.repeat(long / 6)}`],
    ['white space', iosPinnedDomains, `<plist>${' '.repeat(long)}`],
    ['comments', trustKitIos, `<plist>${'<!--'.repeat(long / 4)}`],
  ])('%s', (_, format, text) => {
    const start = performance.now();
    answers(format, text);
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});
