import { describe, expect, test } from 'vitest';
import {
  encodeElement,
  encodeObjectIdentifier,
  encodePrimitiveContext,
  encodeUtf8String,
} from '../../support/der-encoding.ts';
import { judgePath } from '../../support/path-question.ts';
import { createAuthority, createSelfSignedLeaf, encodeName } from '../../support/test-ca.ts';
import {
  basicConstraints,
  encodeHost,
  ipBytes,
  nameConstraints,
  subjectAltName,
} from '../../support/test-extensions.ts';

const dns = (text: string): Buffer => encodePrimitiveContext(2, Buffer.from(text));
const mail = (text: string): Buffer => encodePrimitiveContext(1, Buffer.from(text));
const uri = (text: string): Buffer => encodePrimitiveContext(6, Buffer.from(text));
const directory = (name: Buffer): Buffer => encodeElement(0xa4, name);
const network = (address: string, mask: string): Buffer =>
  encodePrimitiveContext(7, Buffer.concat([ipBytes(address), ipBytes(mask)]));
const otherName = (identifier: string): Buffer =>
  encodeElement(0xa0, encodeObjectIdentifier(identifier), encodeElement(0xa0, encodeUtf8String('x')));
const example = encodeName(['2.5.4.10', 'Example']);

interface Constraints {
  readonly permitted?: readonly Uint8Array[];
  readonly excluded?: readonly Uint8Array[];
}

/** A leaf for a.test.example with these further names, below a constrained root: `true`, or why it is refused. */
function judge(
  constraints: Constraints,
  names: readonly Uint8Array[] = [],
  subject?: Uint8Array,
): true | string {
  const root = createAuthority({ name: 'Root', nameConstraints: constraints });
  const leaf = root.issueLeaf({
    hosts: ['a.test.example'],
    extensions: [subjectAltName([encodeHost('a.test.example'), ...names])],
    ...(subject === undefined ? {} : { subject }),
  });
  const judged = judgePath(leaf, { anchors: [root.certificateDer] });
  return typeof judged === 'number' ? true : judged;
}

describe('a name is allowed', () => {
  test.each<[string, Constraints, readonly Uint8Array[]]>([
    ['that is the permitted host', { permitted: [dns('a.test.example')] }, []],
    ['below the permitted host', { permitted: [dns('Test.Example')] }, []],
    ['below one of several', { permitted: [dns('other.test'), dns('example')] }, []],
    ['as every host is', { permitted: [dns('')] }, []],
    ['beside the excluded host', { excluded: [dns('b.test.example'), dns('est.example')] }, []],
    ['of a kind that is not constrained', { permitted: [mail('example.test')] }, []],
    ['as a wildcard below the permitted host', { permitted: [dns('example')] }, [dns('*.test.example')]],
    [
      'as an address in the network',
      { permitted: [network('192.0.2.0', '255.255.255.0')] },
      [encodeHost('192.0.2.7')],
    ],
    [
      'as an address outside the excluded one',
      { excluded: [network('2001:db8::', 'ffff:ffff::')] },
      [encodeHost('2001:db9::1')],
    ],
    ['as a mailbox of the host', { permitted: [mail('example.test')] }, [mail('a@Example.test')]],
    ['as a mailbox below the domain', { permitted: [mail('.example.test')] }, [mail('a@b.example.test')]],
    ['as that one mailbox', { permitted: [mail('a@example.test')] }, [mail('a@example.test')]],
    ['as a URI of the host', { permitted: [uri('example.test')] }, [uri('https://example.test/x')]],
    ['though kinds nobody can judge are constrained, having none', { excluded: [otherName('1.2.3')] }, []],
    [
      'as a directory name below the base',
      { permitted: [directory(example)] },
      [directory(encodeName(['2.5.4.10', 'EXAMPLE'], ['2.5.4.3', 'x']))],
    ],
  ])('%s', (_, constraints, names) => {
    const isDirectory = constraints.permitted?.some((base) => base[0] === 0xa4) === true;
    expect(
      judge(
        constraints,
        names,
        isDirectory ? encodeName(['2.5.4.10', 'Example'], ['2.5.4.3', 'leaf']) : undefined,
      ),
    ).toBe(true);
  });
});

const outside = '“CN=Root” may not vouch for a name of “CN=a.test.example” (name constraints).';
const excluded = '“CN=Root” excludes a name of “CN=a.test.example” (name constraints).';
const malformedBase = 'A name constraint of “CN=Root” is malformed.';

describe('a name is refused', () => {
  test.each<[string, Constraints, readonly Uint8Array[], string]>([
    ['beside the permitted host', { permitted: [dns('b.test.example')] }, [], outside],
    ['that only ends like the permitted host', { permitted: [dns('est.example')] }, [], outside],
    ['when one of two is outside', { permitted: [dns('test.example')] }, [dns('b.test')], outside],
    ['below the excluded host', { excluded: [dns('example')] }, [], excluded],
    [
      'that is both permitted and excluded',
      { permitted: [dns('example')], excluded: [dns('test.example')] },
      [],
      excluded,
    ],
    [
      'as a wildcard that stands for an excluded host',
      { excluded: [dns('b.test.example')] },
      [dns('*.test.example')],
      excluded,
    ],
    [
      'as a wildcard that stands for more than is permitted',
      { permitted: [dns('a.test.example')] },
      [dns('*.test.example')],
      outside,
    ],
    [
      'as an address outside the network',
      { permitted: [network('192.0.2.0', '255.255.255.0')] },
      [encodeHost('192.0.3.7')],
      outside,
    ],
    [
      'as IPv6 where only IPv4 is permitted',
      { permitted: [network('0.0.0.0', '0.0.0.0')] },
      [encodeHost('::1')],
      outside,
    ],
    [
      'as a mailbox of another host',
      { permitted: [mail('example.test')] },
      [mail('a@b.example.test')],
      outside,
    ],
    ['as another mailbox', { permitted: [mail('a@example.test')] }, [mail('A@example.test')], outside],
    [
      'as a URI of an excluded host',
      { excluded: [uri('.example.test')] },
      [uri('https://a.example.test/')],
      excluded,
    ],
    ['as a directory name outside the base', { permitted: [directory(example)] }, [], outside],
    [
      'as a name of a kind nobody can judge',
      { permitted: [otherName('1.2.3')] },
      [otherName('1.2.3')],
      'A name of “CN=a.test.example” is constrained in a way that cannot be judged.',
    ],
    [
      'that is malformed and constrained',
      { permitted: [dns('example')] },
      [dns('.test.example')],
      'A constrained host name of “CN=a.test.example” is malformed.',
    ],
    [
      'as a URI by address',
      { excluded: [uri('b.test')] },
      [uri('https://192.0.2.1/')],
      'A constrained host name of “CN=a.test.example” is malformed.',
    ],
    ['for a constraint with a wildcard', { excluded: [dns('*.example.test')] }, [], malformedBase],
    ['for a constraint with a leading dot', { permitted: [dns('.test.example')] }, [], malformedBase],
    ['for a mask with a gap', { excluded: [network('192.0.2.0', '255.0.255.0')] }, [], malformedBase],
    ['for an address without a mask', { excluded: [encodeHost('192.0.2.0')] }, [], malformedBase],
  ])('%s', (_, constraints, names, sentence) => {
    expect(judge(constraints, names)).toBe(sentence);
  });

  test('as a mail address that is only in the subject', () => {
    const subject = encodeName(['2.5.4.3', 'a.test.example'], ['1.2.840.113549.1.9.1', 'a@b.test']);
    expect(judge({ permitted: [mail('example.test')] }, [], subject)).toMatch(
      /^“CN=Root” may not vouch for a name/,
    );
    expect(judge({ permitted: [mail('b.test')] }, [], subject)).toBe(true);
  });

  test('when an intermediate widens what its own issuer permits', () => {
    const root = createAuthority({ name: 'Root', nameConstraints: { permitted: [dns('b.test')] } });
    const wide = root.issueAuthority({ name: 'Wide', nameConstraints: { permitted: [dns('')] } });
    const leaf = wide.issueLeaf({ hosts: ['a.test.example'] });
    expect(judgePath(leaf, { anchors: [root.certificateDer] })).toBe(outside);
  });

  test('of a leaf that has the same subject as its issuer', () => {
    const root = createAuthority({ name: 'Root', nameConstraints: { excluded: [dns('test.example')] } });
    const leaf = root.issueLeaf({ hosts: ['a.test.example'], commonName: 'Root' });
    expect(judgePath(leaf, { anchors: [root.certificateDer] })).toBe(
      '“CN=Root” excludes a name of “CN=Root” (name constraints).',
    );
  });

  test('of a trusted authority that serves a host it could not vouch for', () => {
    const own = createSelfSignedLeaf({
      hosts: ['a.test.example'],
      extensions: [basicConstraints(true), nameConstraints([dns('b.test')])],
    });
    expect(judgePath(own, { anchors: [own.certificateDer] })).toBe(
      '“CN=a.test.example” may not vouch for a name of “CN=a.test.example” (name constraints).',
    );
  });

  test('when there are more comparisons than a handshake can wait for', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => dns(`host-${index}.test`));
    const started = performance.now();
    expect(judge({ excluded: many }, many)).toBe('There are too many names and name constraints to compare.');
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
