import { expect, test } from 'vitest';
import { closestPin } from '../../../renderer/connections/closest-pin.ts';

const right = 'sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=';
const other = 'sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=';

test('a pin with two wrong characters is recognised, and the places are told', () => {
  const slipped = 'sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXwXiX=';
  expect(closestPin([other, slipped], [right])).toEqual({
    expected: slipped,
    actual: right,
    differsAt: [40, 42],
  });
});

test('pins of other keys are not taken for slips', () => {
  expect(closestPin([other], [right])).toBe(null);
});

test('a match is no slip, and neither is another kind of hash', () => {
  expect(closestPin([right], [right])).toBe(null);
  expect(closestPin([right.replace('sha256', 'cert-sha256')], [right])).toBe(null);
});

test('of two slips the nearer one is told', () => {
  const near = right.replace('afw', 'afX');
  const far = right.replace('afwi', 'XXXX');
  expect(closestPin([far, near], [right])?.expected).toBe(near);
});
