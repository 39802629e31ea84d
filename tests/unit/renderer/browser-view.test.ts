import { expect, test } from 'vitest';
import { describeMissing } from '../../../renderer/browser/missing-words.ts';
import { insetBelow, overlaps } from '../../../renderer/browser/page-geometry.ts';
import { describeStorageAtRisk } from '../../../renderer/browser/storage-words.ts';

const place = { left: 80, top: 100, right: 1_280, bottom: 780 };
const box = (left: number, top: number, width: number, height: number): typeof place => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

test('two boxes overlap when they share more than an edge', () => {
  expect([
    overlaps(place, box(0, 0, 80, 1_000)),
    overlaps(place, box(0, 0, 81, 101)),
    overlaps(place, box(300, 300, 10, 10)),
    overlaps(place, box(300, 780, 10, 10)),
  ]).toEqual([false, true, true, false]);
});

test('notifications take what is beneath their top, those beside the place nothing', () => {
  expect([
    insetBelow(place, []),
    insetBelow(place, [box(900, 700.5, 300, 60), box(900, 640.5, 300, 50)]),
    insetBelow(place, [box(0, 0, 70, 900)]),
  ]).toEqual([0, 140, 0]);
});

test('what is missing of a page is counted by why', () => {
  expect([
    describeMissing(1, 1),
    describeMissing(3, 3),
    describeMissing(2, 0),
    describeMissing(5, 2),
  ]).toEqual([
    '1 part of this page was stopped.',
    '3 parts of this page were stopped.',
    '2 parts of this page could not be loaded.',
    '5 parts of this page are missing: 2 stopped by the policy, 3 not loaded.',
  ]);
});

test('storage at risk names its one site, or counts them', () => {
  expect([
    describeStorageAtRisk([]),
    describeStorageAtRisk(['https://a.test'])?.slice(0, 30),
    describeStorageAtRisk(['https://a.test', 'https://b.test'])?.slice(0, 23),
  ]).toEqual([null, 'Site storage of https://a.test', 'Site storage of 2 sites']);
});
