import { expect, test } from 'vitest';
import { thisSystem } from '../../../renderer/ui/this-system.ts';
import { installSteps } from '../../../renderer/watch/install-steps.ts';

const steps = installSteps({
  proxy: '127.0.0.1:8888',
  caPath: '/home/person/.config/Pinspect/watch/ca.pem',
  caName: 'Pinspect Watch CA',
  isForNetwork: false,
});

test.each([
  [
    'Windows NT 10.0; Win64; x64',
    'Windows',
    /^certutil -user -addstore Root "/,
    /-delstore Root "Pinspect Watch CA"$/,
  ],
  ['Macintosh; Intel Mac OS X 10_15_7', 'macOS', /^security add-trusted-cert /, /-c "Pinspect Watch CA" -t$/],
  ['X11; Linux x86_64', 'Linux', /update-ca-certificates$/, /update-ca-certificates --fresh$/],
])(
  'on %s the steps of %s come first, with the command that trusts the CA and the one that undoes it',
  (agent, system, command, undo) => {
    expect(thisSystem(`Mozilla/5.0 (${agent}) AppleWebKit/537.36`)).toBe(system);
    const own = steps.find((each) => each.system === system);
    expect(own?.command).toMatch(command);
    expect(own?.command).toContain('ca.pem');
    expect(own?.undoCommand).toMatch(undo);
  },
);

test('every system says what to undo, and a device is told that it does not reach this computer', () => {
  for (const { undo } of steps) expect(undo).not.toBe('');
  for (const system of ['Android', 'iOS'])
    expect(steps.find((each) => each.system === system)?.steps.join(' ')).toContain(
      'listens on this computer only',
    );
});
