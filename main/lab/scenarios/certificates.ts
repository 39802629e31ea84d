/** The right key in a certificate that is not good: a pin narrows trust, and never replaces it. */
import type { IssuedCertificate, LeafOptions } from '../../certificates/issue-certificate.ts';
import { expectNothingRead, expectRefused } from '../expectations.ts';
import { type Scenario, apiUrl, pinned, usual } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { type World, hosts } from '../world.ts';

const dayMs = 24 * 3_600_000;

const present = async (
  stage: Stage,
  world: World,
  title: string,
  options: Omit<LeafOptions, 'keys'>,
): Promise<void> => {
  const { authorities, genuine, server } = world;
  const bad: IssuedCertificate = await authorities.issuing.issueLeaf({ ...options, keys: genuine.keys });
  const network = await stage.open(usual(world, pinned(hosts.api, genuine.spkiSha256)));
  server.present(bad);
  try {
    const step = await stage.visit(title, network, apiUrl);
    const [leaf] = step.client.presentedChain;
    stage.expect(
      'The server presents the pinned key.',
      leaf?.spkiSha256 === genuine.spkiSha256,
      leaf === undefined ? 'No certificate was seen.' : `Its leaf has ${leaf.spkiSha256}.`,
    );
    expectRefused(stage, step, 'untrusted');
    expectNothingRead(stage, step);
  } finally {
    server.present(genuine);
  }
};

export const expiredCertificateScenario: Scenario = {
  id: 'expired-certificate',
  number: 12,
  part: 'certificates',
  title: 'An expired certificate is refused, also with the pinned key',
  shows:
    'The key is the right one and the certificate is out of date: pins are reached only after validation.',
  needsInterceptor: false,
  run: async (stage, world) =>
    present(stage, world, 'A certificate that expired yesterday', {
      hosts: Object.values(hosts),
      notBefore: new Date(Date.now() - 30 * dayMs),
      notAfter: new Date(Date.now() - dayMs),
    }),
};

export const wrongHostScenario: Scenario = {
  id: 'wrong-host',
  number: 13,
  part: 'certificates',
  title: 'A certificate for another host is refused, also with the pinned key',
  shows: 'Whoever may use the key for one name may not speak for another.',
  needsInterceptor: false,
  run: async (stage, world) =>
    present(stage, world, 'A certificate for another name', { hosts: ['elsewhere.shop.test'] }),
};
