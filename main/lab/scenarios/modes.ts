/** Pins that do not stop anything: on purpose, or because their time is over. */
import { emptyPolicy } from '../../../common/pinning/policy.ts';
import { expectAnswered, expectReadable, expectRefused, expectTurnedAway } from '../expectations.ts';
import { type Scenario, apiUrl, attacked, pinned } from '../scenario.ts';
import { hosts } from '../world.ts';

export const reportOnlyScenario: Scenario = {
  id: 'report-only',
  number: 14,
  part: 'modes',
  title: 'Report-only: the attack is seen, and not stopped',
  shows:
    'A pin set on trial lets the interceptor read, and says that the pins do not match: it warns, and protects nobody.',
  needsInterceptor: true,
  run: async (stage, world) => {
    const policy = {
      ...emptyPolicy,
      pinSets: pinned(hosts.api, world.genuine.spkiSha256).pinSets.map((set) => ({
        ...set,
        mode: 'report-only' as const,
      })),
    };
    const network = await stage.open(attacked(stage, world, policy));
    const step = await stage.visit('The attack on a host whose pins are only reported', network, apiUrl);
    expectAnswered(stage, step, 'mismatch');
    expectReadable(stage, step);
  },
};

export const expiredPinSetScenario: Scenario = {
  id: 'expired-pin-set',
  number: 15,
  part: 'modes',
  title: 'An expired pin set protects no more, and says so',
  shows:
    'From its date on a pin set is not enforced: the interceptor reads, and the verdict names the set that is over.',
  needsInterceptor: true,
  run: async (stage, world) => {
    const withExpiry = (expires: string): typeof emptyPolicy => ({
      ...emptyPolicy,
      pinSets: pinned(hosts.api, world.genuine.spkiSha256).pinSets.map((set) => ({ ...set, expires })),
    });
    const network = await stage.open(attacked(stage, world, withExpiry('2099-01-01')));
    const before = await stage.visit('Before its date', network, apiUrl);
    expectRefused(stage, before, 'mismatch');
    expectTurnedAway(stage, before);
    network.setPolicy(withExpiry('2020-01-01'), 'The date of the pin set has passed.');
    const after = await stage.visit('After its date', network, apiUrl);
    expectAnswered(stage, after, 'unpinned');
    stage.expect(
      'The verdict says that the set has expired.',
      after.client.reason.includes('expired on 2020-01-01'),
      after.client.reason,
    );
    expectReadable(stage, after);
  },
};
