/** Every terminal command: a line for the help, its options, where it runs, and its file, loaded only when it runs. */
import type { Command } from './command.ts';
import { isUrl } from './is-url.ts';

const proxyHelp =
  'The way out: http:// (also where no scheme is named), https://, socks4://, socks4a://, socks5:// or socks5h://, with user:password@. Without a port it is 80, 443 or 1080.';

export const commands: Readonly<Record<string, Command>> = {
  pins: {
    summary: 'Show the pin of every certificate, request and public key in files, or of a server.',
    usage: ['<URL | file …> [options]'],
    options: {
      cacert: { value: 'FILE', help: 'Only these roots count, instead of the computer’s.' },
      proxy: {
        value: 'URL',
        help: proxyHelp,
      },
      'connect-to': {
        value: 'H1:P1:H2:P2',
        help: 'Connect to H2:P2 where H1:P1 is asked for; an empty part means any, or unchanged.',
        isRepeatable: true,
      },
      json: { help: 'Write JSON instead of words.' },
    },
    positionals: { minimum: 1, maximum: Infinity },
    details: [
      'Files may hold PEM, DER or PKCS#7; “-” is stdin. A server (https://…) is sent no request, only a handshake; an untrusted chain is shown as it was presented, marked so, and the exit code is 2.',
    ],
    needs: ({ positionals }) => (positionals.some(isUrl) ? 'electron' : 'node'),
    load: async () => import('./pins-command.ts'),
  },
  evaluate: {
    summary: 'Judge a certificate chain by the pins of a policy, offline.',
    usage: [
      '--host HOST --chain FILE [--pins POLICY] [--anchors FILE] [--at TIME]',
      '--batch FILE [--pins POLICY] [--anchors FILE] [--at TIME]',
    ],
    options: {
      host: { value: 'HOST', help: 'The host the chain is for.' },
      chain: { value: 'FILE', help: 'Its certificates, the leaf first: PEM, DER or PKCS#7.' },
      pins: {
        value: 'POLICY',
        help: 'A policy file, or the pinning configuration of a client (or its .apk or .ipa), judged by that client’s own rules.',
      },
      anchors: {
        value: 'FILE',
        help: 'Trusted roots: a path to one of them is built and validated first, and pins are judged on it.',
      },
      at: {
        value: 'TIME',
        help: 'The moment to judge for (2027-06-30, 2027-06-30T12:00:00Z); now when absent.',
      },
      batch: {
        value: 'FILE',
        help: 'JSON requests, one a line: {"id", "host", "chain", "policy", "anchors", "at"}. One JSON result a line.',
      },
      json: { help: 'Write JSON instead of words.' },
    },
    positionals: { minimum: 0, maximum: 1 },
    details: [
      'FILE or POLICY may be “-” for stdin. Without --anchors the chain is taken as already validated. In a batch, --pins, --anchors, --host and --at stand for what a line does not bring; a line that cannot be judged answers with an error, the others go on, and the exit code is 65.',
    ],
    needs: () => 'node',
    load: async () => import('./evaluate-command.ts'),
  },
  check: {
    summary: 'Check hosts against their pins with real requests, and write reports.',
    usage: ['[URL … | --targets FILE] --pins POLICY [options]'],
    options: {
      pins: {
        value: 'POLICY',
        help: 'A policy file, or the pinning configuration of a client (or its .apk or .ipa), judged by that client’s own rules.',
      },
      targets: {
        value: 'FILE',
        help: 'URLs or hosts, one a line; “#” at the start or after a space begins a comment.',
      },
      cacert: { value: 'FILE', help: 'Trusted roots, in place of what the system trusts.' },
      'connect-to': {
        value: 'H1:P1:H2:P2',
        help: 'Connect to H2:P2 for H1:P1; the name that is checked stays H1.',
        isRepeatable: true,
      },
      proxy: {
        value: 'URL',
        help: `${proxyHelp} Without it HTTPS_PROXY and NO_PROXY count.`,
      },
      concurrency: { value: 'N', help: 'How many hosts at the same time; 32 when absent.' },
      timeout: { value: 'SECONDS', help: 'For each request; 30 when absent.' },
      repeat: { value: 'N', help: 'Rounds, each judged anew; 1 when absent.' },
      location: { help: 'Follow redirects, with a verdict for each hop.' },
      'every-address': {
        help: 'Ask each address (A and AAAA) of every host by itself; old certificates among them are listed and change no exit code.',
      },
      'fail-before': {
        value: 'TIME',
        help: 'Fail where a certificate or its pins end within 30d, 12h or 6w.',
      },
      baseline: {
        value: 'FILE',
        help: 'Fail where chain, pins or verdict differ from an earlier JSON report.',
      },
      'allow-unpinned': { help: 'A host without pins is no failure.' },
      report: {
        value: 'KIND=FILE',
        help: 'Write a report: junit, html, json, har or csv.',
        isRepeatable: true,
      },
      json: { help: 'Write JSON instead of words.' },
    },
    positionals: { minimum: 0, maximum: Infinity },
    details: [
      'Without URLs every host that the policy names exactly is checked. FILE and POLICY may be “-” for stdin. One GET is sent to each, without retries; the HTTP status is shown, not judged.',
      'Exit code, the worst of all: 0 all pinned, 1 mismatch, cleartext or a finding, 2 untrusted, undecided or not run, 3 not connected, 4 unpinned.',
    ],
    needs: () => 'electron',
    load: async () => import('./check-command.ts'),
  },
  lint: {
    summary: 'Advise on a policy: backups, ends, dummies, patterns, hosts seen.',
    usage: ['POLICY [--seen FILE …] [--fail-on error|warning]'],
    options: {
      seen: {
        value: 'FILE',
        help: 'Chains that hosts showed: PEM, or the JSON report of check. May be given several times.',
        isRepeatable: true,
      },
      host: {
        value: 'HOST',
        help: 'For configurations that name no host (curl, RFC 7469): whom their pins are for.',
      },
      'fail-on': { value: 'LEVEL', help: 'Exit with 1 from this level on: error (default) or warning.' },
      at: {
        value: 'TIME',
        help: 'The moment to judge for (2027-06-30, 2027-06-30T12:00:00Z); now when absent.',
      },
      json: { help: 'Write JSON instead of words.' },
    },
    positionals: { minimum: 1, maximum: 1 },
    details: [
      'POLICY or FILE may be “-” for stdin. A file whose only faults are its pins is read, and the pins are told.',
    ],
    needs: () => 'node',
    load: async () => import('./lint-command.ts'),
  },
  renewal: {
    summary: 'Say what the next certificate would do to the pins: holds, breaks, cannot tell.',
    usage: [
      '--pins POLICY [--host HOST …] [--current FILE] --next FILE [--format text|json|ics]',
      '--pins POLICY [--host HOST …] --current FILE --suppose PLAN [--format text|json|ics]',
    ],
    options: {
      pins: {
        value: 'POLICY',
        help: 'A policy file, or the pinning configuration of a client, judged by that client’s own rules.',
      },
      host: {
        value: 'HOST',
        help: 'The host to ask about; every host the certificate names and the policy covers when absent.',
        isRepeatable: true,
      },
      current: {
        value: 'FILE',
        help: 'The chain as it is validated now: PEM, PKCS#7, or the JSON report of check. Without it less can be told.',
      },
      next: {
        value: 'FILE',
        help: 'The next certificate, chain, request (CSR) or public key: PEM, DER or PKCS#7.',
      },
      suppose: { value: 'PLAN', help: 'Only a plan: same-key, new-key, other-intermediate or other-ca.' },
      at: {
        value: 'TIME',
        help: 'The moment to judge for (2027-06-30, 2027-06-30T12:00:00Z); now when absent.',
      },
      format: { value: 'FORMAT', help: 'text (default), json, or ics for a calendar.' },
      json: { help: 'The same as --format json.' },
    },
    positionals: { minimum: 0, maximum: 0 },
    details: [
      'Exit code: 0 holds, 1 a pin set breaks, 2 nobody can tell yet, 4 no set is in force on the day. FILE or POLICY may be “-” for stdin.',
    ],
    needs: () => 'node',
    load: async () => import('./renewal-command.ts'),
  },
  convert: {
    summary: 'Write the pins of one client in the format of another.',
    usage: ['--from FORMAT --to FORMAT [--lossy] [--host HOST] [--seen FILE] <file>'],
    options: {
      from: { value: 'FORMAT', help: 'What the file is.' },
      to: { value: 'FORMAT', help: 'What to write, to stdout.' },
      lossy: { help: 'Write it also where it changes who is protected; without, that is refused with 65.' },
      host: { value: 'HOST', help: 'The host, where a format names none or only one (curl, rfc7469).' },
      seen: {
        value: 'FILE',
        help: 'Chains (PEM, PKCS#7, or the JSON report of check): they tell the pins of leaves from those of authorities.',
        isRepeatable: true,
      },
      'pins-are': {
        value: 'leaf|ca',
        help: 'Whose keys the pins are that --seen does not tell; iOS lists them apart, curl takes leaves only.',
      },
    },
    positionals: { minimum: 1, maximum: 1 },
    details: [
      'Formats: pinspect, okhttp-kotlin, okhttp-java, android-nsc, ios-nspinneddomains, trustkit-ios, trustkit-android, curl, rfc7469. The file may also be an .apk or .ipa; “-” is stdin. What would change is told on stderr, a line for each host: it is found by asking both policies.',
    ],
    needs: () => 'node',
    load: async () => import('./convert-command.ts'),
  },
  lab: {
    summary: 'Prove, against a real man in the middle, that the pinning holds.',
    usage: [
      '[--interceptor builtin|mitmproxy] [options]',
      '--url URL --pins POLICY [--cacert FILE] [options]',
      '--list [--json]',
    ],
    options: {
      interceptor: { value: 'NAME', help: 'builtin (the default), or mitmproxy where it is installed.' },
      url: { value: 'URL', help: 'A host of your own in place of the lab’s: scenarios 1 to 5 for it.' },
      pins: { value: 'POLICY', help: 'The pins in force for it: a policy file or a client’s configuration.' },
      cacert: { value: 'FILE', help: 'Only these roots count for it, instead of the computer’s.' },
      proxy: {
        value: 'URL',
        help: `${proxyHelp} Without it HTTPS_PROXY and NO_PROXY count.`,
      },
      'connect-to': {
        value: 'H1:P1:H2:P2',
        help: 'Connect to H2:P2 where H1:P1 is asked for; an empty part means any, or unchanged.',
        isRepeatable: true,
      },
      list: { help: 'List the scenarios with number, name and what each shows; nothing is played.' },
      only: {
        value: 'LIST',
        help: 'Play these, by number or name (4,5,renewals), and what they rest on; the others count as not run.',
        isRepeatable: true,
      },
      'allow-not-run': { help: 'A scenario that cannot run does not make the command fail.' },
      report: {
        value: 'KIND=FILE',
        help: 'Write a report: junit, html, json, har or csv.',
        isRepeatable: true,
      },
      json: { help: 'Write JSON instead of words.' },
    },
    positionals: { minimum: 0, maximum: 0 },
    details: [
      'Needs no network and leaves nothing behind. The exit code is 0 when every scenario holds, else 1; one that could not run counts like one that failed, unless --allow-not-run is given. With --only the exit code is that of what was played. Ctrl-C ends the run and still reports what was done.',
    ],
    needs: ({ has }) => (has('list') ? 'node' : 'electron'),
    load: async () => import('./lab-command.ts'),
  },
  watch: {
    summary:
      'Say host by host whether another program or a device pins, from what an interceptor sees of it.',
    usage: [
      '--control HOST [--duration 60s] [--expect FILE] [options]',
      '--control HOST [options] -- COMMAND …',
    ],
    options: {
      control: {
        value: 'HOST',
        help: 'A host that nobody pins. A client is called pinning only after this was readable from it.',
      },
      duration: {
        value: 'TIME',
        help: 'How long (60s, 5m, 1h); until ctrl-C, or the command’s end, when absent.',
      },
      expect: {
        value: 'FILE',
        help: 'Hosts that must be pinned: a policy of any kind, an .apk or .ipa, or a list, one a line.',
      },
      listen: { value: 'ADDRESS:PORT', help: '127.0.0.1:8888 when absent; any free port for a command.' },
      interceptor: { value: 'NAME', help: 'builtin (the default), or mitmproxy where it is installed.' },
      'group-by': {
        value: 'HOW',
        help: 'What is one client on this computer: process (the default), program or address.',
      },
      'pass-through': {
        value: 'PATTERN',
        help: 'Hosts that are not intercepted (example.com, *.example.com, **.example.com).',
        isRepeatable: true,
      },
      ca: {
        value: 'FOLDER',
        help: 'Where the CA is kept, made when it is missing; the installation’s when absent.',
      },
      'upstream-cacert': {
        value: 'FILE',
        help: 'Roots accepted at the real servers, besides the usual ones.',
      },
      proxy: {
        value: 'URL',
        help: proxyHelp,
      },
      'connect-to': {
        value: 'H1:P1:H2:P2',
        help: 'Connect to H2:P2 where H1:P1 is asked for; an empty part means any, or unchanged.',
        isRepeatable: true,
      },
      name: { value: 'TEXT', help: 'Of this watch, for the report: Build 42.' },
      save: { value: 'FILE', help: 'Keep the watch, for a later --baseline or the window.' },
      baseline: {
        value: 'FILE',
        help: 'Fail where a host was pinned in this saved watch, and was read now (1) or cannot be told (2).',
      },
      report: {
        value: 'KIND=FILE',
        help: 'Write a report: junit, html, json, har or csv.',
        isRepeatable: true,
      },
      json: { help: 'Write JSON instead of words.' },
    },
    positionals: { minimum: 0, maximum: Infinity },
    details: [
      'COMMAND is led through the interceptor by its environment (HTTPS_PROXY, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, JAVA_TOOL_OPTIONS and the like) and trusts its CA for that one run; what it prints goes to stderr. Any other client is given the proxy and the CA by hand: docs/watch.md says how.',
      'Exit code, the worst of all: 0 nothing expected is missing, 1 a host that must be pinned was readable, 2 of one that must be pinned nobody can tell, 3 no client came. Ctrl-C ends the watch and still reports.',
    ],
    needs: () => 'electron',
    load: async () => import('./watch-command.ts'),
  },
};
