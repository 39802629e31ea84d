import { expect, test } from 'vitest';
import { toDetails } from '../../../main/browser/cookies.ts';
import { freePath } from '../../../main/browser/downloads.ts';
import { wantedWords } from '../../../main/browser/wanted-words.ts';
import { nextZoom } from '../../../main/browser/zoom.ts';

test('a cookie keeps its host, path, lifetime and flags', () => {
  const all = { name: 'a', value: 'b', sameSite: 'lax' as const, path: '/in', httpOnly: true };
  expect([
    toDetails({ ...all, domain: 'a.test', hostOnly: true, secure: true }),
    toDetails({ ...all, domain: '.a.test', hostOnly: false, secure: false, expirationDate: 2e9 }),
    toDetails({ ...all, domain: '::1', hostOnly: true, secure: false }).url,
  ]).toEqual([
    { ...all, url: 'https://a.test/in', secure: true },
    { ...all, url: 'http://a.test/in', secure: false, domain: '.a.test', expirationDate: 2e9 },
    'http://[::1]/in',
  ]);
});

test.each([
  ['report.pdf', '/d/report (3).pdf'],
  ['../../etc/passwd', '/d/passwd'],
  ['..\\..\\start.exe', '/d/start.exe'],
  ['.bashrc', '/d/bashrc'],
  ['...', '/d/download'],
  ['', '/d/download'],
  ['a\u0000\nb.txt', '/d/ab.txt'],
])('a download named %j is kept in its folder, beside what is there', (name, path) => {
  const taken = ['/d/report.pdf', '/d/report (2).pdf'];
  expect(freePath('/d', name, (one) => taken.includes(one))).toBe(path);
});

test('zoom goes by Chromium’s steps, and stays at the ends', () => {
  expect([
    nextZoom(100, 'in'),
    nextZoom(100, 'out'),
    nextZoom(500, 'in'),
    nextZoom(25, 'out'),
    nextZoom(101, 'in'),
  ]).toEqual([110, 90, 500, 25, 110]);
});

test('a permission without words is named as it is', () => {
  expect([wantedWords('geolocation'), wantedWords('toString'), wantedWords('new-one')]).toEqual([
    'to know where you are',
    'for “toString”',
    'for “new-one”',
  ]);
});
