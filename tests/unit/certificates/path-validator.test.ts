import { describe, expect, test } from 'vitest';
import { validatePath } from '../../../main/certificates/path-validator.ts';
import { hosts, intermediate, judgePath, leafWith, root } from '../../support/path-question.ts';
import { createAuthority, createKeys, createSelfSignedLeaf } from '../../support/test-ca.ts';
import { authorityKeyIdentifier, basicConstraints, keyUsage } from '../../support/test-extensions.ts';

const at = Date.now();
const days = 86_400_000;

describe('a path is found', () => {
  const leaf = leafWith({});

  test('from the leaf to the anchor, and told in that order', () => {
    const result = validatePath({
      presented: leaf.chainDer,
      anchors: [root.certificateDer],
      host: 'a.test.example',
      at,
      profile: 'private',
    });
    expect(result).toEqual({
      ok: true,
      value: { path: [leaf.certificateDer, intermediate.certificateDer, root.certificateDer] },
    });
  });

  test('without what the server sent besides, in whatever order', () => {
    const other = createAuthority({ name: 'Other' });
    const presented = [leaf, root, other, other.issueLeaf({ hosts }), intermediate].map(
      (one) => one.certificateDer,
    );
    const result = validatePath({
      presented,
      anchors: [root.certificateDer],
      host: hosts[0] ?? '',
      at,
      profile: 'private',
    });
    expect(result.ok && result.value.path).toEqual([
      leaf.certificateDer,
      intermediate.certificateDer,
      root.certificateDer,
    ]);
  });

  test('to an intermediate that is trusted itself', () => {
    expect(judgePath(leaf, { anchors: [intermediate.certificateDer] })).toBe(2);
  });

  test('around a twin of the intermediate that has expired', () => {
    const expired = root.issueAuthority({
      name: 'Intermediate',
      keys: intermediate.keys,
      notAfter: new Date(at - days),
    });
    const presented = [leaf.certificateDer, expired.certificateDer, intermediate.certificateDer];
    expect(judgePath(leaf, { presented })).toBe(3);
  });

  test('through a cross-signed root', () => {
    const old = createAuthority({ name: 'Old Root' });
    const crossed = old.issueAuthority({ name: 'Root', keys: root.keys });
    const presented = [...leaf.chainDer, crossed.certificateDer];
    expect(judgePath(leaf, { presented, anchors: [old.certificateDer] })).toBe(4);
  });

  test.each(['rsa-2048', 'p-384', 'p-521'] as const)('with %s keys', (keyAlgorithm) => {
    const other = createAuthority({ name: 'Root', keyAlgorithm });
    const below = other.issueAuthority({ name: 'Intermediate', keyAlgorithm });
    expect(judgePath(leafWith({ keyAlgorithm }, below), { anchors: [other.certificateDer] })).toBe(3);
  });

  test('to the very certificate the server presents, whether it may sign others or not', () => {
    const own = createSelfSignedLeaf({ hosts, extensions: [authorityKeyIdentifier(Buffer.alloc(20))] });
    const authority = createSelfSignedLeaf({
      hosts,
      extensions: [basicConstraints(true), keyUsage(['keyCertSign', 'digitalSignature'])],
    });
    expect(judgePath(own, { anchors: [own.certificateDer] })).toBe(1);
    expect(judgePath(authority, { anchors: [authority.certificateDer] })).toBe(1);
    expect(judgePath(own, { anchors: [own.certificateDer], profile: 'public' })).toMatch(
      /not a certificate authority/,
    );
  });
});

describe('the last second of validity', () => {
  const leaf = leafWith({
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2026-01-31T23:59:59Z'),
  });
  const own = { anchors: [leaf.certificateDer], presented: [leaf.certificateDer] };
  test.each([
    ['2025-12-31T23:59:59.999Z', false],
    ['2026-01-01T00:00:00.000Z', true],
    ['2026-01-31T23:59:59.999Z', true],
    ['2026-02-01T00:00:00.000Z', false],
  ])('at %s: %s', (time, isValid) => {
    expect(judgePath(leaf, { ...own, at: Date.parse(time) }) === 1).toBe(isValid);
  });
});

describe('the public profile', () => {
  test('accepts what keeps to it and refuses what only a private CA does', () => {
    const strict = { profile: 'public' } as const;
    const formless = leafWith({ withoutExtensions: ['2.5.29.35'] });
    expect(judgePath(leafWith({}), strict)).toBe(3);
    expect([judgePath(formless), judgePath(formless, strict)]).toEqual([
      3,
      'The certificate “CN=a.test.example” has no authority key identifier.',
    ]);
  });
});

describe('a hostile chain is given up in time', () => {
  test('when sixty authorities share one name and one key', () => {
    const keys = createKeys();
    const twins = Array.from({ length: 60 }, () => createAuthority({ name: 'Twin', keys }));
    const leaf = leafWith({}, twins[0]);
    const started = performance.now();
    const presented = [leaf, ...twins].map(({ certificateDer }) => certificateDer);
    expect(judgePath(leaf, { presented })).toBe('The chain offers more paths than are worth trying.');
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
