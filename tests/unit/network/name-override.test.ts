import { expect, test } from 'vitest';
import { applyOverrides } from '../../../main/network/route.ts';

const elsewhere = { port: 443, toHost: '127.0.0.1', toPort: 9443 };

test.each([
  ['a.example.test', 'a.example.test.', '127.0.0.1'],
  ['a.example.test.', 'a.example.test', '127.0.0.1'],
  ['a.example.test', 'b.example.test.', 'b.example.test.'],
])('an override of %s sends %s to %s: a final dot changes no name', (host, asked, to) => {
  expect(applyOverrides({ host: asked, port: 443 }, [{ host, ...elsewhere }]).host).toBe(to);
});
