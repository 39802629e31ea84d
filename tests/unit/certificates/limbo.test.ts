import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test, type TestContext } from 'vitest';
import { validatePath } from '../../../main/certificates/path-validator.ts';

interface Case {
  readonly id: string;
  readonly peer_certificate: string;
  readonly untrusted_intermediates: readonly string[];
  readonly trusted_certs: readonly string[];
  readonly validation_time: string | null;
  readonly expected_peer_name: { readonly value: string } | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly crls: readonly unknown[];
  readonly max_chain_depth: number | null;
  readonly tier: 'consensus' | 'majority' | 'contested';
}

const vectors = new URL('../../../../shared/vectors/limbo-server.json', import.meta.url);
const cases = existsSync(vectors)
  ? (JSON.parse(readFileSync(vectors, 'utf8')) as { readonly testcases: readonly Case[] }).testcases
  : [];

const toDer = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');

/** Null when judged as expected, else a line about the difference. */
function difference(limbo: Case, profile: 'public' | 'private'): string | null {
  const result = validatePath({
    presented: [limbo.peer_certificate, ...limbo.untrusted_intermediates].map(toDer),
    anchors: limbo.trusted_certs.map(toDer),
    host: limbo.expected_peer_name?.value ?? null,
    at: limbo.validation_time === null ? Date.now() : Date.parse(limbo.validation_time),
    profile,
    ...(limbo.max_chain_depth === null ? {} : { maximumIntermediates: limbo.max_chain_depth }),
  });
  if (result.ok === (limbo.expected_result === 'SUCCESS')) return null;
  return `${limbo.id}: ${result.ok ? 'accepted' : result.error.sentence}`;
}

function needVectors(context: TestContext): void {
  if (cases.length === 0) context.skip('x509-limbo is not beside the repository (../shared/vectors).');
}

describe.each(['private', 'public'] as const)('x509-limbo, %s profile', (profile) => {
  test('every consensus case that needs no revocation list is judged as expected', (context) => {
    needVectors(context);
    const consensus = cases.filter(({ tier, crls }) => tier === 'consensus' && crls.length === 0);
    expect(consensus.length).toBeGreaterThan(100);
    expect(consensus.map((limbo) => difference(limbo, profile)).filter((line) => line !== null)).toEqual([]);
  });

  // At least half of the reference validators disagree with the expected result of a contested case: information only.
  for (const tier of ['majority', 'contested'] as const) {
    test(`the ${tier} cases that differ are listed`, (context) => {
      needVectors(context);
      const judged = cases.filter((limbo) => limbo.tier === tier && limbo.crls.length === 0);
      const different = judged.filter((limbo) => difference(limbo, profile) !== null).map(({ id }) => id);
      const summary = `${profile}, ${tier}: ${different.length} of ${judged.length} differ`;
      process.stdout.write(`${[summary, ...different].join(' ')}\n`);
    });
  }
});
