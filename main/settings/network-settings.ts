/**
 * What the person set about the way to the network and about trust, kept over a restart in a file for their eyes only. A
 * file that cannot be read is set aside whole: then nothing in it is in force. An interceptor is never in it, so that none
 * is ever on unasked.
 */
import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { errorText } from '../../common/error-text.ts';
import { writeWhole } from '../files/write-whole.ts';

const port = z.int().min(1).max(65_535);

const routeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('system') }),
  z.strictObject({ kind: z.literal('direct') }),
  z.strictObject({ kind: z.literal('pac'), script: z.string() }),
  z.strictObject({
    kind: z.literal('proxy'),
    /** With its user, never with its password. */
    url: z.string(),
    /** As the secret store sealed it; null: none, or none that is kept. */
    password: z.strictObject({ sealed: z.string(), isProtected: z.boolean() }).nullable(),
  }),
]);

const schema = z.strictObject({
  version: z.literal(1),
  route: routeSchema,
  overrides: z.array(
    z.strictObject({ host: z.string(), port: port.nullable(), toHost: z.string(), toPort: port.nullable() }),
  ),
  /** Of mitmdump; null: it is looked for. */
  interceptorPath: z.string().nullable(),
  /** CAs that are trusted until a date; `until` in epoch milliseconds. */
  trusted: z.array(z.strictObject({ pem: z.string(), hostPatterns: z.array(z.string()), until: z.number() })),
  /** The latest time that was seen while a CA was trusted until a date: a clock that shows less was set back. */
  clockSeenAt: z.number(),
  retention: z.strictObject({ days: z.number().nullable(), megabytes: z.number().nullable() }),
});

export type NetworkSettings = z.infer<typeof schema>;
export type KeptRoute = NetworkSettings['route'];

const defaultNetworkSettings: NetworkSettings = {
  version: 1,
  route: { kind: 'system' },
  overrides: [],
  interceptorPath: null,
  trusted: [],
  clockSeenAt: 0,
  retention: { days: 90, megabytes: 1_000 },
};

export interface NetworkSettingsFile {
  readonly settings: NetworkSettings;
  /** Written before it returns. A failure is told to `onProblem`, and the settings hold until quit. */
  readonly change: (change: Partial<Omit<NetworkSettings, 'version'>>) => void;
}

/** `onProblem` is called with a title and sentences, at once where the file cannot be read. */
export const openNetworkSettings = (
  path: string,
  onProblem: (title: string, text: string) => void,
): NetworkSettingsFile => {
  let settings = read(path, onProblem);
  return {
    get settings() {
      return settings;
    },
    change(change) {
      settings = { ...settings, ...change };
      try {
        writeWhole(path, `${JSON.stringify(settings, null, 2)}\n`);
      } catch (error) {
        onProblem('The settings cannot be kept', `They hold until Pinspect quits: ${wordOf(error)}.`);
      }
    },
  };
};

const read = (path: string, onProblem: (title: string, text: string) => void): NetworkSettings => {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return defaultNetworkSettings;
    const aside = `${path}.unreadable`;
    const isAside = setAside(path, aside);
    onProblem(
      'The settings cannot be read',
      `${path}: ${wordOf(error)}. The route is the system’s, no CA is trusted and no name override is in force.` +
        (isAside ? ` The file is kept as ${aside}.` : ''),
    );
    return defaultNetworkSettings;
  }
};

const setAside = (path: string, aside: string): boolean => {
  try {
    renameSync(path, aside);
    return true;
  } catch {
    return false;
  }
};

const wordOf = (error: unknown): string => {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return issue === undefined ? 'wrong shape' : `${issue.path.join('.') || 'the whole'}: ${issue.message}`;
  }
  return errorText(error);
};
