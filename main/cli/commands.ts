/** Every terminal command: a line for the help, its options, where it runs, and its file, loaded only when it runs. */
import type { Command } from './command.ts';

export const commands: Readonly<Record<string, Command>> = {
  pins: {
    summary: 'Show the pin of every certificate, request and public key in files, or of a server.',
    usage: ['<URL | file …> [options]'],
    options: {
      json: { help: 'Write JSON instead of words.' },
    },
    positionals: { minimum: 1, maximum: Infinity },
    needs: ({ positionals }) =>
      positionals.some((word) => /^[a-z][a-z0-9+.-]*:\/\//i.test(word)) ? 'electron' : 'node',
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
        help: 'A policy file, or the pinning configuration of a client, judged by that client’s own rules.',
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
};
