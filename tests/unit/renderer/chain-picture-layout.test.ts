import { describe, expect, test } from 'vitest';
import {
  layOutChains,
  pictureSentences,
  pictureSummary,
} from '../../../renderer/connections/chain-picture-layout.ts';
import { sampleCertificate } from '../../support/journal/sample-records.ts';

const [leaf, issuer, root, stray] = ['leaf', 'issuer', 'root', 'stray'].map(sampleCertificate) as [
  ReturnType<typeof sampleCertificate>,
  ReturnType<typeof sampleCertificate>,
  ReturnType<typeof sampleCertificate>,
  ReturnType<typeof sampleCertificate>,
];

describe('the picture of a chain', () => {
  test('joins the same certificate on both sides, whatever the order it was sent in', () => {
    const { links, presented } = layOutChains([leaf, stray, issuer], [leaf, issuer, root], []);
    expect(links).toEqual([
      [0, 0],
      [2, 1],
    ]);
    expect(presented.map(({ isShared }) => isShared)).toEqual([true, false, true]);
  });

  test('puts a pin that matches beside its certificate, and those that are missing in the places left', () => {
    const { pins, rows } = layOutChains(
      [leaf],
      [leaf, issuer],
      ['sha256/backup', issuer.spkiSha256, 'sha256/other'],
    );
    expect(pins).toEqual([
      { pin: 'sha256/backup', matchedRow: null, isOnlySent: false, row: 0 },
      { pin: issuer.spkiSha256, matchedRow: 1, isOnlySent: false, row: 1 },
      { pin: 'sha256/other', matchedRow: null, isOnlySent: false, row: 2 },
    ]);
    expect(rows).toBe(3);
  });

  test('marks every certificate a pin is for, by whatever kind of pin', () => {
    const { validated } = layOutChains([], [leaf, issuer], [leaf.spkiSha1]);
    expect(validated.map(({ isPinned }) => isPinned)).toEqual([true, false]);
  });

  test('says when no path was validated, calls no pin matched then, and does not deny one that was sent', () => {
    const layout = layOutChains([leaf], [], [leaf.spkiSha256, 'sha256/other']);
    expect(pictureSentences(layout)).toEqual([
      'Presented 1: leaf leaf, sent but not used.',
      'No path was validated.',
      `Expected pin ${leaf.spkiSha256}: on a certificate that was sent, but nobody vouches for that, so it counts for nothing.`,
      'Expected pin sha256/other: on no certificate that was sent.',
    ]);
    expect(pictureSummary(layout)).toBe(
      '1 certificate presented, 0 validated, 0 the same, 0 of 2 expected pins on the path',
    );
  });
});
