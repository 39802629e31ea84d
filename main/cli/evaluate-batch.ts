/** `evaluate --batch`: one JSON request a line in, one JSON result a line out, in the same order, in constant memory. */
import type { UnjudgedResult } from '../../common/evaluation-result.ts';
import { type BatchDefaults, toBatchQuestion } from './batch-question.ts';
import type { TextOutput } from './command.ts';
import { evaluateChain } from './evaluate-chain.ts';
import { type ExitCode, exitCodes, worstOf } from './exit-codes.ts';
import { textLines } from './text-lines.ts';
import { exitCodeOf } from './verdict-exit-code.ts';

/** A line has a chain and perhaps all public roots; this is room for forty times that. */
const maximumLineBytes = 16 * 1024 * 1024;

/** Null: there was no line. Rejects with what the stream rejects with. */
export const evaluateBatch = async (
  input: AsyncIterable<Buffer | string>,
  output: TextOutput,
  defaults: BatchDefaults,
): Promise<ExitCode | null> => {
  const codes = new Set<ExitCode>();
  for await (const lines of textLines(input, maximumLineBytes)) {
    let answers = '';
    for (const line of lines) {
      if (line?.trim() === '') continue;
      const { code, answer } = answerLine(line, defaults);
      codes.add(code);
      answers += `${answer}\n`;
    }
    await output.write(answers);
  }
  // Nothing was judged, so nothing was found to be good.
  return codes.size === 0 ? null : worstOf(codes);
};

const answerLine = (
  line: string | null,
  defaults: BatchDefaults,
): { readonly code: ExitCode; readonly answer: string } => {
  if (line === null) return unjudged(null, `The line is longer than ${maximumLineBytes / 1_048_576} MiB.`);
  const question = toBatchQuestion(line, defaults);
  if (!question.ok) return unjudged(question.error.id, question.error.error);
  const result = evaluateChain(question.value);
  if (!result.ok) return unjudged(question.value.id, result.error);
  const code = exitCodeOf(result.value.result, { allowsUnpinned: question.value.policy === null });
  return { code, answer: JSON.stringify(result.value.result) };
};

const unjudged = (id: unknown, error: string): { readonly code: ExitCode; readonly answer: string } => ({
  code: exitCodes.unreadable,
  answer: JSON.stringify({ id, verdict: null, error } satisfies UnjudgedResult),
});
