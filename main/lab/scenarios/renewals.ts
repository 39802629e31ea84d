/** What a pin says to the next certificate. */
import type { LabStep } from '../../../common/lab-result.ts';
import type { Policy } from '../../../common/pinning/policy.ts';
import { type IssuedCertificate, createKeys } from '../../certificates/issue-certificate.ts';
import { expectAnswered, expectNothingRead, expectRefused } from '../expectations.ts';
import { type Scenario, apiUrl, pinned, usual } from '../scenario.ts';
import { hosts } from '../world.ts';

const certificatePin = ({ certSha256 }: IssuedCertificate): string =>
  `cert-sha256/${Buffer.from(certSha256, 'hex').toString('base64')}`;

export const renewalsScenario: Scenario = {
  id: 'renewals',
  number: 11,
  part: 'renewals',
  title: 'Renewals: which hold, and which break the app',
  shows:
    'The server gets its next certificate: with the same key, with a new one, with the key of a backup pin, and from another CA. A pin of the whole certificate breaks where the pin of the key holds.',
  needsInterceptor: false,
  run: async (stage, world) => {
    const { authorities, genuine, server } = world;
    const { issuing, otherRoot, root } = authorities;
    const names = Object.values(hosts);
    const nextKeys = await createKeys();
    const [sameKey, newKey, otherAuthority, otherAuthorityNewKey] = await Promise.all([
      issuing.issueLeaf({ hosts: names, keys: genuine.keys }),
      issuing.issueLeaf({ hosts: names, keys: nextKeys }),
      otherRoot.issueLeaf({ hosts: names, keys: genuine.keys }),
      otherRoot.issueLeaf({ hosts: names, keys: nextKeys }),
    ]);
    const leafPinned = pinned(hosts.api, genuine.spkiSha256);
    const network = await stage.open(
      usual(world, leafPinned, { anchors: [root.certificatePem, otherRoot.certificatePem] }),
    );
    const renew = async (title: string, certificate: IssuedCertificate, policy: Policy): Promise<LabStep> => {
      server.present(certificate);
      network.setPolicy(policy, title);
      return stage.visit(title, network, apiUrl);
    };
    const holds = async (...parts: Parameters<typeof renew>): Promise<void> => {
      expectAnswered(stage, await renew(...parts), 'pinned');
    };
    const breaks = async (...parts: Parameters<typeof renew>): Promise<void> => {
      const step = await renew(...parts);
      expectRefused(stage, step, 'mismatch');
      expectNothingRead(stage, step);
    };
    const withBackup = pinned(hosts.api, genuine.spkiSha256, newKey.spkiSha256);
    const caPinned = pinned(hosts.api, issuing.spkiSha256);
    const wholePinned = pinned(hosts.api, certificatePin(genuine));
    try {
      await holds('The key is pinned, and stays', sameKey, leafPinned);
      await breaks('The key is pinned, and is replaced', newKey, leafPinned);
      await holds('The new key was pinned as a backup', newKey, withBackup);
      await holds('The CA is pinned, the key is replaced', newKey, caPinned);
      await holds('The key is pinned, another CA certifies it', otherAuthority, leafPinned);
      await breaks('The CA is pinned, another CA certifies', otherAuthorityNewKey, caPinned);
      await holds('The whole certificate is pinned, and is still there', genuine, wholePinned);
      await breaks('The whole certificate is pinned, and is renewed with the same key', sameKey, wholePinned);
    } finally {
      server.present(genuine);
    }
  },
};
