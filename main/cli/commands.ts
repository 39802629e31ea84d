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
};
