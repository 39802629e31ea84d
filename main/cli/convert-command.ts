/**
 * `convert`: one client's pins in another's format. A conversion that would change who is protected is refused, with a line
 * for each host, unless it is asked for with --lossy; nothing is written in part.
 */
import { type ClientFormat, clientFormats } from '../../common/pinning/clients/client-policy.ts';
import { type PinPlace, placesOfChains } from '../../common/pinning/clients/pin-places.ts';
import { unplacedPath } from '../../common/pinning/clients/translate.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { writePolicy } from '../policies/formats/convert.ts';
import { readPolicyFile } from '../policies/formats/read-policy-file.ts';
import { type CommandIo, type GivenArguments, type RunCommand, complain } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { nearestWord } from './nearest-word.ts';
import { harmless } from './harmless.ts';
import { inputName, maximumPolicyBytes, readInput } from './read-input.ts';
import { fileNameOf, wordProblems } from './read-policy.ts';
import { readSeen } from './read-seen.ts';

export const run: RunCommand = async (given, io) => {
  const [name = '-'] = given.positionals;
  const from = formatOf(given, 'from');
  if (!from.ok) return complain(io, exitCodes.usage, from.error);
  const to = formatOf(given, 'to');
  if (!to.ok) return complain(io, exitCodes.usage, to.error);
  const unseen = given.value('pins-are');
  if (unseen !== null && unseen !== 'leaf' && unseen !== 'ca')
    return complain(io, exitCodes.usage, `--pins-are takes leaf or ca, not “${unseen}”.`);
  const seen = await readSeen(given.values('seen'), io);
  if (!seen.ok) return complain(io, exitCodes.unreadable, seen.error);
  const bytes = await readInput(name, io, maximumPolicyBytes);
  if (!bytes.ok) return complain(io, exitCodes.unreadable, bytes.error);
  const host = given.value('host');
  const read = readPolicyFile(bytes.value, { format: from.value, fileName: fileNameOf(name), host });
  if (!read.ok)
    return complain(io, exitCodes.unreadable, wordProblems(inputName(name), read.error).join('\n'));
  const at = Date.now();
  const write = (word: PinPlace | null): ReturnType<typeof writePolicy> =>
    writePolicy(read.value, to.value, { at, host, places: placesOfChains(seen.value, word) });
  const written = write(unseen);
  if (!written.ok) {
    const unplaced = written.error.find(({ path }) => path === unplacedPath);
    const sentences =
      unplaced === undefined
        ? wordProblems(`as ${to.value}`, written.error)
        : wordUnplaced(to.value, unplaced.found);
    return complain(io, exitCodes.unreadable, sentences.join('\n'));
  }
  const { text, losses, notes } = written.value;
  await tell(io, 'note', [...read.value.notes, ...notes]);
  await tell(
    io,
    'change',
    losses.map(
      ({ host: changed, sentence, isWeaker }) => `${changed}: ${sentence}${isWeaker ? ' (weaker)' : ''}`,
    ),
  );
  if (losses.length > 0 && !given.has('lossy')) {
    const remedy = unseen === null ? remedyOf(write) : null;
    const fault = `The format ${to.value} cannot say the same, so nothing was written.`;
    return complain(
      io,
      exitCodes.unreadable,
      `${fault} ${remedy === null ? 'Add' : `${remedy} Or add`} --lossy to write it all the same.`,
    );
  }
  await io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return exitCodes.good;
};

const owners: Readonly<Record<PinPlace, string>> = { leaf: 'the server’s own', ca: 'an authority’s' };

/** Nothing is lost where it is known whose keys the pins are: then they match in one place of a chain only, in any client. */
const remedyOf = (write: (word: PinPlace) => ReturnType<typeof writePolicy>): string | null => {
  for (const word of ['leaf', 'ca'] as const) {
    const written = write(word);
    if (written.ok && written.value.losses.length === 0)
      return `If all of these keys are ${owners[word]}, say --pins-are ${word}, and nothing changes.`;
  }
  return null;
};

const wordUnplaced = (to: ClientFormat, pins: string): readonly string[] => [
  `Nobody has said whose keys these pins are, the server’s own (leaf) or an authority’s (ca), which ${to} keeps apart: ${harmless(pins)}.`,
  'Add --seen chains.pem to find out, or say --pins-are leaf or ca.',
];

const formatOf = (given: GivenArguments, option: 'from' | 'to'): Result<ClientFormat, string> => {
  const text = given.value(option);
  const known = clientFormats.join(', ');
  if (text === null) return failure(`--${option} FORMAT is missing; known are ${known}.`);
  const format = clientFormats.find((name) => name === text);
  if (format !== undefined) return success(format);
  const nearest = nearestWord(text, clientFormats);
  const hint = nearest === null ? `Known are ${known}.` : `Did you mean ${nearest}?`;
  return failure(`--${option}: there is no format “${text}”. ${hint}`);
};

const tell = async (io: CommandIo, kind: string, sentences: readonly string[]): Promise<void> => {
  for (const sentence of new Set(sentences))
    await io.stderr.write(`pinspect: ${kind}: ${harmless(sentence)}\n`);
};
