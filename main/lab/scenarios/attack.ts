/** The man in the middle: stopped by trust, let in by trust, stopped by the pin. */
import { emptyPolicy } from '../../../common/pinning/policy.ts';
import {
  expectAnswered,
  expectNothingRead,
  expectReached,
  expectReadable,
  expectRefused,
  expectTurnedAway,
} from '../expectations.ts';
import { type Scenario, apiUrl, attacked, pinned, usual } from '../scenario.ts';
import { hosts } from '../world.ts';

export const untrustedInterceptorScenario: Scenario = {
  id: 'untrusted-interceptor',
  number: 3,
  part: 'attack',
  title: 'A man in the middle with an unknown CA is refused as untrusted',
  shows:
    'Without its CA among the trusted ones, ordinary certificate validation stops the interceptor: no pin is needed.',
  needsInterceptor: true,
  run: async (stage, world) => {
    const network = await stage.open(usual(world, emptyPolicy, { interceptor: stage.interceptor }));
    const step = await stage.visit('A request through the interceptor, its CA not trusted', network, apiUrl);
    expectRefused(stage, step, 'untrusted');
    expectTurnedAway(stage, step);
    expectNothingRead(stage, step);
  },
};

export const trustedInterceptorScenario: Scenario = {
  id: 'trusted-interceptor',
  number: 4,
  part: 'attack',
  title: 'With its CA trusted and no pin, the interceptor reads everything',
  shows:
    'The control: one CA installed on the device is enough to read an app without pins. Only because this works does the refusal in the next scenario mean anything.',
  needsInterceptor: true,
  run: async (stage, world) => {
    const network = await stage.open(attacked(stage, world, emptyPolicy));
    const step = await stage.visit('A request through the interceptor, its CA trusted', network, apiUrl);
    expectAnswered(stage, step, 'unpinned');
    expectReadable(stage, step);
    expectReached(stage, step);
  },
};

export const pinnedInterceptorScenario: Scenario = {
  id: 'pinned-interceptor',
  number: 5,
  part: 'attack',
  title: 'With its CA trusted, the pin stops the interceptor',
  shows:
    'The same attack on the same host, now pinned: the chain is trusted and still refused, and the interceptor reads nothing.',
  needsInterceptor: true,
  control: 'trusted-interceptor',
  run: async (stage, world) => {
    const network = await stage.open(attacked(stage, world, pinned(hosts.api, world.genuine.spkiSha256)));
    const step = await stage.visit('The same request, the host pinned', network, apiUrl);
    expectRefused(stage, step, 'mismatch');
    expectTurnedAway(stage, step);
    expectNothingRead(stage, step);
  },
};
