import { expect, test } from 'vitest';
import { type ToldError, withError } from '../../../renderer/errors-told.ts';

const at = 1_000;

test('the same error again is one with a count, and comes to the front', () => {
  const one = withError([], { title: 'Export', message: 'full' }, at);
  const two = withError(one, { title: 'Policy', message: 'stale' }, at + 1);
  expect(withError(two, { title: 'Export', message: 'full' }, at + 2)).toEqual([
    { title: 'Export', message: 'full', times: 2, at: at + 2 },
    { title: 'Policy', message: 'stale', times: 1, at: at + 1 },
  ]);
});

test('only the newest are kept', () => {
  let errors: readonly ToldError[] = [];
  for (let number = 0; number < 30; number += 1)
    errors = withError(errors, { title: 'Bug', message: String(number) }, at);
  expect(errors.map(({ message }) => message).slice(0, 2)).toEqual(['29', '28']);
  expect(errors).toHaveLength(20);
});
