import { expect, test } from 'vitest';
import { CarriedHistory } from '../../../main/browser/carried-history.ts';

test('back and forward lead through the pages of epochs that have ended', () => {
  const history = new CarriedHistory();
  history.carry({ urls: ['a', 'b', 'c', 'd'], at: 2 }, 'c');
  expect([history.back('c'), history.back('b'), history.back('a')]).toEqual(['b', 'a', null]);
  expect([history.forward('a'), history.forward('b'), history.forward('c'), history.forward('d')]).toEqual([
    'b',
    'c',
    'd',
    null,
  ]);
});

test('a page that goes somewhere new has nothing after it, and the one before it behind it', () => {
  const history = new CarriedHistory();
  history.carry({ urls: ['a', 'b', 'c'], at: 1 }, 'elsewhere');
  expect([history.canGoForward, history.back('elsewhere')]).toEqual([false, 'b']);
  history.branch();
  expect([history.canGoForward, history.canGoBack]).toEqual([false, true]);
});

test('several epochs in a row add up, to fifty addresses', () => {
  const history = new CarriedHistory();
  for (let epoch = 0; epoch < 60; epoch += 1) history.carry({ urls: [`${epoch}`, 'same'], at: 1 }, 'same');
  let steps = 0;
  while (history.back('same') !== null) steps += 1;
  expect(steps).toBe(50);
  history.carry({ urls: [], at: 0 }, 'same');
  expect(history.canGoBack).toBe(false);
});
