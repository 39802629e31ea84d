import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { validatePath } from '../../../main/certificates/path-validator.ts';

const file = fileURLToPath(new URL('../../../../shared/vectors/limbo-server.json', import.meta.url));

interface Case {
  readonly id: string;
  readonly peer_certificate: string;
  readonly untrusted_intermediates: readonly string[];
  readonly trusted_certs: readonly string[];
  readonly validation_time: string | null;
  readonly expected_peer_name: { readonly value: string } | string | null;
  readonly expected_result: string;
  readonly crls: readonly unknown[] | null;
  readonly max_chain_depth: number | null;
  readonly tier: string;
}

const toDer = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');

const judge = (limbo: Case): string => {
  const name = limbo.expected_peer_name;
  const result = validatePath({
    presented: [limbo.peer_certificate, ...limbo.untrusted_intermediates].map(toDer),
    anchors: limbo.trusted_certs.map(toDer),
    host: typeof name === 'string' ? name : (name?.value ?? null),
    at: limbo.validation_time === null ? Date.now() : Date.parse(limbo.validation_time),
    profile: 'public',
    ...(limbo.max_chain_depth === null ? {} : { maximumIntermediates: limbo.max_chain_depth }),
  });
  return result.ok ? 'SUCCESS' : `FAILURE (${result.error.sentence})`;
};

describe.skipIf(!existsSync(file))('x509-limbo', () => {
  const cases = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly testcases: readonly Case[] })
    : { testcases: [] };
  const consensus = cases.testcases.filter(
    ({ tier, crls }) => tier === 'consensus' && (crls?.length ?? 0) === 0,
  );

  test('every consensus case that needs no CRL is judged as expected', () => {
    expect(consensus.length).toBeGreaterThan(100);
    const wrong = consensus
      .map((limbo) => `${limbo.id}: ${limbo.expected_result}, judged ${judge(limbo)}`)
      .filter((line) => !/(SUCCESS), judged SUCCESS|(FAILURE), judged FAILURE .*/.test(line));
    expect(wrong).toEqual([]);
  });
});
