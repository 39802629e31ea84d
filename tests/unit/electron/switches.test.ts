import { describe, expect, test } from 'vitest';
import { dropDangerousVariables, refusedSwitches, setSafeSwitches } from '../../../main/electron/switches.ts';

const commandLine = (switches: Readonly<Record<string, string>>): Parameters<typeof refusedSwitches>[0] => ({
  hasSwitch: (name) => name in switches,
  getSwitchValue: (name) => switches[name] ?? '',
});

const names = (switches: Readonly<Record<string, string>>, allowsRemoteDebugging = false): string[] =>
  refusedSwitches(commandLine(switches), { allowsRemoteDebugging }).map(({ name }) => name);

describe('refused switches', () => {
  test('harmless switches are not refused', () => {
    expect(names({ 'user-data-dir': '/tmp/x', 'no-sandbox': '', lang: 'de', 'disable-gpu': '' })).toEqual([]);
  });

  test('every switch that was given is named, not only the first', () => {
    expect(names({ 'proxy-server': 'x:1', 'ignore-certificate-errors': '', lang: 'de' })).toEqual([
      'ignore-certificate-errors',
      'proxy-server',
    ]);
  });

  test('early data is refused among other features, with a field trial and with parameters', () => {
    const refused = ['enable-features=EnableTLS13EarlyData'];
    expect(names({ 'enable-features': 'A, EnableTLS13EarlyData,B' })).toEqual(refused);
    expect(names({ 'enable-features': 'EnableTLS13EarlyData<Trial.Group:a/b' })).toEqual(refused);
    expect(names({ 'enable-features': '*EnableTLS13EarlyData' })).toEqual(refused);
    expect(names({ 'enable-features': 'NotEnableTLS13EarlyDataEither' })).toEqual([]);
  });

  test('remote debugging is refused in a release only', () => {
    expect(names({ 'remote-debugging-port': '0' })).toEqual(['remote-debugging-port']);
    expect(names({ 'remote-debugging-port': '0' }, true)).toEqual([]);
  });
});

test('the safe switches keep features that were already disabled', () => {
  const appended: [string, string | undefined][] = [];
  setSafeSwitches({
    commandLine: {
      ...commandLine({ 'disable-features': 'A,B<Trial' }),
      appendSwitch: (name: string, value?: string) => void appended.push([name, value]),
    },
  });
  expect(appended).toEqual([
    ['disable-quic', undefined],
    ['disable-features', 'A,B<Trial,EnableTLS13EarlyData'],
  ]);
});

test('variables that reveal keys or skip checks are taken back, each with a sentence', () => {
  const environment = { SSLKEYLOGFILE: '/tmp/keys', NODE_TLS_REJECT_UNAUTHORIZED: '0', PATH: '/bin' };
  expect(dropDangerousVariables(environment)).toEqual([
    expect.stringMatching(/^SSLKEYLOGFILE is set, and is ignored/),
    expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED is set, and is ignored/),
  ]);
  expect(environment).toEqual({ PATH: '/bin' });
});
