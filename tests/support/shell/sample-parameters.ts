import type { CallName, Parameters } from '../../../common/ipc/contract.ts';

/** Parameters each channel takes. */
export const sampleParameters: { readonly [Name in CallName]: Parameters<Name> } = {
  'state.get': {},
  'request.send': { token: 't', url: 'https://a.test/', method: 'GET', headers: [['a', 'b']], body: '' },
  'request.cancel': { token: 't' },
  'connections.page': { before: null, limit: 50, host: '', verdicts: ['mismatch'] },
  'connections.detail': { id: 1 },
  'requests.page': { before: 10, limit: 50, host: 'a' },
  'journal.totals': { since: 0 },
  'journal.clear': {},
  'journal.retention': { days: 30, megabytes: null },
  'policy.save': {
    policy: {
      unpinnedHosts: 'allow',
      pinSets: [
        {
          pattern: '*.a.test',
          mode: 'enforce',
          expires: null,
          pins: ['sha256/AAAA'],
          note: null,
          extra: { 'x-a': [1] },
        },
      ],
    },
    revision: 0,
  },
  'route.set': { kind: 'proxy', url: 'http://proxy.test:8080' },
  'interceptor.find': { path: null },
  'interceptor.start': { path: '/opt/mitmdump' },
  'interceptor.attach': { host: '127.0.0.1', port: 8080, username: '', password: '', caFolder: null },
  'interceptor.stop': {},
  'interceptor.trust': { trusted: true },
  'trust.add': { pem: '', hostPatterns: [] },
  'trust.addFromFile': { hostPatterns: ['**.a.test'] },
  'trust.remove': { certSha256: '00' },
  'notice.dismiss': { id: 1 },
  'updates.check': {},
  'updates.daily': { isDaily: true },
  'updates.download': {},
  'updates.cancel': {},
  'updates.install': {},
};
