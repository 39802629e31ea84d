import { describe, expect, test } from 'vitest';
import { LatestCache } from '../../../main/certificates/latest-cache.ts';

describe('the cache of what was asked for lately', () => {
  test('drops what nobody asked for the longest', () => {
    const cache = new LatestCache<number>(2);
    cache.set('one', 1);
    cache.set('two', 2);
    expect(cache.get('one')).toBe(1);
    cache.set('three', 3);
    expect(cache.get('two')).toBeUndefined();
    expect(cache.get('one')).toBe(1);
    expect(cache.get('three')).toBe(3);
  });

  test('a value set anew replaces the old one and takes no second place', () => {
    const cache = new LatestCache<number>(2);
    cache.set('one', 1);
    cache.set('two', 2);
    cache.set('one', 10);
    cache.set('three', 3);
    expect([cache.get('one'), cache.get('two'), cache.get('three')]).toEqual([10, undefined, 3]);
  });
});
