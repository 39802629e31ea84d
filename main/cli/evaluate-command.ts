/** `evaluate`: judges one chain, or a batch of them, offline. */
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { explain } from '../../common/pinning/explain.ts';
import { type Result, failure, success } from '../../common/result.ts';
import type { BatchDefaults } from './batch-question.ts';
import { type CommandIo, type GivenArguments, type RunCommand, complain } from './command.ts';
import { evaluateBatch } from './evaluate-batch.ts';
import { evaluateChain } from './evaluate-chain.ts';
import { evaluationWords } from './evaluation-words.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { paintFor } from './paint.ts';
import { parseTime } from './parse-time.ts';
import { readChain } from './read-chain.ts';
import { fileErrorReason, inputName, readInput } from './read-input.ts';
import { readPolicyArgument } from './read-policy.ts';
import { exitCodeOf } from './verdict-exit-code.ts';

export const run: RunCommand = async (given, io) => {
  const [word] = given.positionals;
  if (word !== undefined)
    return complain(
      io,
      exitCodes.usage,
      `“${word}” is one word too many. Give the chain as --chain ${word}.`,
    );
  const batch = given.value('batch');
  if (batch === null) return evaluateOne(given, io);
  if (given.has('chain'))
    return complain(io, exitCodes.usage, 'With --batch, each line brings its own chain: leave out --chain.');
  const defaults = await readDefaults(given, io, ['batch']);
  if (!defaults.ok) return complain(io, defaults.error.code, defaults.error.sentence);
  try {
    const input = batch === '-' ? io.stdin : createReadStream(resolve(io.workingDirectory, batch));
    const code = await evaluateBatch(input, io.stdout, defaults.value);
    return code ?? (await complain(io, exitCodes.unreadable, `${inputName(batch)} has no request in it.`));
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return complain(
      io,
      exitCodes.unreadable,
      `${inputName(batch)} cannot be read: ${fileErrorReason(error)}`,
    );
  }
};

const evaluateOne = async (given: GivenArguments, io: CommandIo): Promise<ExitCode> => {
  const host = given.value('host');
  const chainFile = given.value('chain');
  if (host === null || chainFile === null)
    return complain(
      io,
      exitCodes.usage,
      `${host === null ? '--host HOST' : '--chain FILE'} is missing: evaluate --host HOST --chain chain.pem --pins POLICY, or evaluate --batch FILE.`,
    );
  const defaults = await readDefaults(given, io, ['chain']);
  if (!defaults.ok) return complain(io, defaults.error.code, defaults.error.sentence);
  const { policy, anchors } = defaults.value;
  const bytes = await readInput(chainFile, io);
  const chain = bytes.ok ? readChain(bytes.value, inputName(chainFile)) : bytes;
  if (!chain.ok) return complain(io, exitCodes.unreadable, chain.error);
  const at = defaults.value.at ?? Date.now();
  const result = evaluateChain({ id: null, host, chain: chain.value, policy, anchors, at });
  if (!result.ok) return complain(io, exitCodes.usage, result.error);
  if (policy === null && anchors === null)
    await io.stderr.write(
      'pinspect: neither --pins nor --anchors was given, so the chain was read and nothing was judged.\n',
    );
  const { result: shown, evaluation } = result.value;
  const reason =
    policy === null && shown.verdict === 'unpinned'
      ? 'No policy was given, so no pins were judged.'
      : explain(host, evaluation, shown.action);
  await io.stdout.write(
    given.has('json')
      ? `${JSON.stringify(shown, null, 2)}\n`
      : evaluationWords(shown, reason, at, paintFor(io.stdout)),
  );
  return exitCodeOf(shown, { allowsUnpinned: policy === null });
};

interface Refusal {
  readonly code: ExitCode;
  readonly sentence: string;
}

const readDefaults = async (
  given: GivenArguments,
  io: CommandIo,
  alsoRead: readonly string[],
): Promise<Result<BatchDefaults, Refusal>> => {
  const names = ['pins', 'anchors', ...alsoRead].filter((option) => given.value(option) === '-');
  if (names.length > 1)
    return failure({
      code: exitCodes.usage,
      sentence: `stdin can be read once, and ${names.map((name) => `--${name}`).join(' and ')} ask for it.`,
    });
  const time = given.value('at');
  const at = time === null ? success(null) : parseTime(time);
  if (!at.ok) return failure({ code: exitCodes.usage, sentence: `--at: ${at.error}` });
  const unreadable = (sentence: string): Result<never, Refusal> =>
    failure({ code: exitCodes.unreadable, sentence });
  const pins = given.value('pins');
  const policy = pins === null ? success(null) : await readPolicyArgument(pins, io, given.value('host'));
  if (!policy.ok) return unreadable(policy.error);
  const roots = given.value('anchors');
  const bytes = roots === null ? success(null) : await readInput(roots, io);
  if (!bytes.ok) return unreadable(bytes.error);
  const anchors = bytes.value === null ? success(null) : readChain(bytes.value, inputName(roots ?? ''));
  if (!anchors.ok) return unreadable(anchors.error);
  return success({ policy: policy.value, anchors: anchors.value, at: at.value, host: given.value('host') });
};
