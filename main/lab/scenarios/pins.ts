/** The classic first steps: a pin that cannot match, and the real one. */
import { addDummyPin, adoptPin, dummyPin } from '../../../common/pinning/adopt-pin.ts';
import { emptyPolicy } from '../../../common/pinning/policy.ts';
import { expectAnswered, expectNothingRead, expectReached, expectRefused } from '../expectations.ts';
import { type Scenario, apiUrl, pinned, usual } from '../scenario.ts';
import { hosts } from '../world.ts';

export const dummyPinScenario: Scenario = {
  id: 'dummy-pin',
  number: 1,
  part: 'pins',
  title: 'A dummy pin is refused, and shows the real hashes',
  shows:
    'With a pin that no key has, the connection fails before anything is sent, and the failure lists the expected pin beside the actual hash of every certificate.',
  needsInterceptor: false,
  run: async (stage, world) => {
    const network = await stage.open(usual(world, addDummyPin(emptyPolicy, hosts.api, Date.now())));
    const step = await stage.visit('A request with a dummy pin', network, apiUrl);
    expectRefused(stage, step, 'mismatch');
    const { root, policy, issuing } = world.authorities;
    const hashes = [world.genuine, issuing, policy, root].map(({ spkiSha256 }) => spkiSha256);
    const shown = step.client.validatedChain.map(({ spkiSha256 }) => spkiSha256);
    const message = step.client.failureMessage ?? '';
    stage.expect(
      'The failure shows the dummy pin and the hash of each certificate from the leaf to the root.',
      shown.join() === hashes.join() && [dummyPin, ...hashes].every((hash) => message.includes(hash)),
      message === '' ? 'There was no such message.' : message,
    );
    expectNothingRead(stage, step);
  },
};

export const realPinScenario: Scenario = {
  id: 'real-pin',
  number: 2,
  part: 'pins',
  title: 'The real pin passes at once, and a wrong one stops again at once',
  shows:
    'The hash from the refusal is adopted as the pin, and the very next request passes. The dummy pin is put back, and the next one is refused: no verdict outlives the policy it was made under.',
  needsInterceptor: false,
  run: async (stage, world) => {
    const dummy = pinned(hosts.api, dummyPin);
    const network = await stage.open(usual(world, dummy));
    const refused = await stage.visit('Before: the dummy pin', network, apiUrl);
    expectRefused(stage, refused, 'mismatch');
    const [leaf] = refused.client.validatedChain;
    if (leaf === undefined) return;
    network.setPolicy(adoptPin(dummy, hosts.api, leaf.spkiSha256, Date.now()), 'The real pin was adopted.');
    const passed = await stage.visit('With the pin that the refusal showed', network, apiUrl);
    expectAnswered(stage, passed, 'pinned');
    expectReached(stage, passed);
    network.setPolicy(dummy, 'The dummy pin was put back.');
    const again = await stage.visit('With the dummy pin again', network, apiUrl);
    expectRefused(stage, again, 'mismatch');
    expectNothingRead(stage, again);
  },
};
