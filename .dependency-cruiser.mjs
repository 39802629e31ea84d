/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two modules that need each other are one module, or lack a third one. Move the shared part down.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pinning-is-pure',
      comment:
        'common/pinning holds rules that both processes speak: itself and common/result only, no package, no Node.',
      severity: 'error',
      from: { path: '^common/pinning/' },
      to: { pathNot: '^common/(pinning/|result\\.ts$)' },
    },
    {
      name: 'watch-rules-are-pure',
      comment:
        'common/watch judges what an interceptor saw: itself, the pinning rules and common/result only.',
      severity: 'error',
      from: { path: '^common/watch/' },
      to: { pathNot: '^common/(watch/|pinning/|result\\.ts$)' },
    },
    {
      name: 'contract-imports-schemas-and-common',
      comment: 'The contract is read by both ends: the schema library and common only.',
      severity: 'error',
      from: { path: '^common/ipc/' },
      to: { pathNot: '^common/|^node_modules/zod/' },
    },
    {
      name: 'preload-is-a-door',
      comment: 'The preload passes messages on; it may load electron and know the contract as types.',
      severity: 'error',
      from: { path: '^preload/' },
      to: { pathNot: '^(preload/|common/)|^node_modules/electron/|^electron$' },
    },
    {
      name: 'renderer-knows-no-main',
      comment: 'The page draws what main tells it, through the bridge.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|preload)/|^node_modules/electron/|^electron$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'views-are-strangers',
      comment: 'One view never imports another: share through renderer/ui or common.',
      severity: 'error',
      from: { path: '^renderer/(connections|requests|browser|policy|lab|watch|renewal|settings)/' },
      to: {
        path: '^renderer/(connections|requests|browser|policy|lab|watch|renewal|settings)/',
        pathNot: '^renderer/$1/',
      },
    },
    {
      name: 'services-without-electron',
      comment:
        'These run in plain Node too (tests, terminal commands): hand Electron things in from main/index.ts.',
      severity: 'error',
      from: { path: '^main/(certificates|journal|policies|lab|watch|interception|reports|settings)/' },
      to: { path: '^node_modules/electron/|^electron$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'services-are-strangers',
      comment:
        'A service imports common, main/files and its own folder (some use certificates; interception reads hellos with the network’s reader); main/index.ts connects services.',
      severity: 'error',
      from: { path: '^main/(certificates|journal|policies|lab|watch|interception|reports|settings)/' },
      to: {
        path: '^main/',
        pathNot: ['^main/$1/', '^main/(certificates|files)/', '^main/network/tls-records\\.ts$'],
      },
    },
    {
      name: 'files-know-nobody',
      comment: 'How a file is kept does not depend on what is in it.',
      severity: 'error',
      from: { path: '^main/files/' },
      to: { path: '^(main|common|node_modules)/', pathNot: '^main/files/' },
    },
    {
      name: 'network-imports-certificates-only',
      comment: 'The network stack knows certificates and common, no journal and no window.',
      severity: 'error',
      from: { path: '^main/network/' },
      to: { path: '^main/', pathNot: '^main/(network|certificates)/' },
    },
    {
      name: 'browser-imports-network-only',
      comment: 'The browser view stands on the network stack and common; window and journal are handed in.',
      severity: 'error',
      from: { path: '^main/browser/' },
      to: { path: '^main/', pathNot: '^main/(browser|network)/' },
    },
    {
      name: 'requests-use-the-network',
      comment:
        'Saved requests know the network stack and common; what the window and the system do is handed in.',
      severity: 'error',
      from: { path: '^main/requests/' },
      to: { path: '^main/', pathNot: '^main/(requests|network|files)/' },
    },
    {
      name: 'nobody-imports-the-root',
      comment: 'main/index.ts connects everything; nothing hangs on it.',
      severity: 'error',
      from: { pathNot: '^main/index\\.ts$' },
      to: { path: '^main/index\\.ts$' },
    },
    {
      name: 'not-to-tests',
      comment: 'Shipped code never loads test code.',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-orphans',
      comment: 'A module nobody loads is dead: remove it, or connect it.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^tests/', '^main/index\\.ts$', 'worker\\.ts$'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
