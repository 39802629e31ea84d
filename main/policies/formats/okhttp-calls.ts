/**
 * The `add(pattern, pins…)` calls on an OkHttp `CertificatePinner.Builder` in source code. A call counts when it is made
 * on such a builder (in its chain, in a block behind it, on a variable that holds it), or when a text in it begins like
 * a pin. Whatever surrounds a call (conditions, loops, functions) is not looked at: nothing is executed.
 */
import { argumentsIn, closeOf, SourceValues, type TokenRange } from './source-values.ts';
import { sourceTokens, type SourceToken } from './source-tokens.ts';

export interface PinnerCall {
  readonly line: number;
  readonly column: number;
  /** Null: an argument that cannot be followed, as written. */
  readonly texts: readonly string[] | null;
  readonly unclear: string;
}

const isName = (token: SourceToken | undefined, value: string): boolean =>
  token?.kind === 'name' && token.value === value;
const isMark = (token: SourceToken | undefined, value: string): boolean =>
  token?.kind === 'mark' && token.value === value;

const looksLikePin = (text: string): boolean => /^sha(?:1|256)\//.test(text);

interface Found {
  readonly calls: Set<number>;
  /** The block that was searched last: blocks inside it need no second look. */
  block: TokenRange;
}

const searchBlock = (tokens: readonly SourceToken[], block: TokenRange, found: Found): void => {
  if (block.from >= found.block.from && block.to <= found.block.to) return;
  found.block = block;
  for (let inner = block.from; inner < block.to; inner += 1) {
    if (isName(tokens[inner], 'add')) found.calls.add(inner);
  }
};

/** Walks `.name(…)`, `.name {…}` and `.name`; collects the `add` calls on the way, and those in blocks. */
const walkChain = (tokens: readonly SourceToken[], start: number, found: Found): void => {
  let at = start;
  for (;;) {
    if (isMark(tokens[at], '?')) at += 1;
    if (!isMark(tokens[at], '.') || tokens[at + 1]?.kind !== 'name') return;
    const call = at + 1;
    at += 2;
    if (isMark(tokens[at], '(')) {
      if (isName(tokens[call], 'add')) found.calls.add(call);
      at = closeOf(tokens, at) + 1;
    }
    if (isMark(tokens[at], '{')) {
      const end = closeOf(tokens, at);
      searchBlock(tokens, { from: at, to: end }, found);
      at = end + 1;
    }
  }
};

/** The variable that a builder is put into: `val builder = CertificatePinner.Builder()`. */
const variableOf = (tokens: readonly SourceToken[], builder: number): string | null => {
  let at = builder - 1;
  while (isMark(tokens[at], '.') || isName(tokens[at], 'okhttp3') || isName(tokens[at], 'new')) at -= 1;
  const target = tokens[at - 1];
  if (!isMark(tokens[at], '=') || target?.kind !== 'name') return null;
  return isName(target, 'Builder') ? (tokens[at - 5]?.value ?? null) : target.value;
};

const callsOnBuilders = (tokens: readonly SourceToken[]): ReadonlySet<number> => {
  const found: Found = { calls: new Set(), block: { from: 0, to: 0 } };
  const variables = new Set<string>();
  for (const [at, token] of tokens.entries()) {
    const isBuilder =
      isName(token, 'CertificatePinner') && isMark(tokens[at + 1], '.') && isName(tokens[at + 2], 'Builder');
    if (!isBuilder || !isMark(tokens[at + 3], '(')) continue;
    walkChain(tokens, closeOf(tokens, at + 3) + 1, found);
    const variable = variableOf(tokens, at);
    if (variable !== null) variables.add(variable);
  }
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'name' && variables.has(token.value)) walkChain(tokens, at + 1, found);
  }
  return found.calls;
};

const asWritten = (tokens: readonly SourceToken[], { from, to }: TokenRange): string =>
  tokens
    .slice(from, to)
    .map(({ value }) => value)
    .join('')
    .slice(0, 80);

/** In the order of the code. */
export const pinnerCalls = (text: string): readonly PinnerCall[] => {
  const tokens = sourceTokens(text);
  const values = new SourceValues(tokens);
  const onBuilders = callsOnBuilders(tokens);
  const calls: PinnerCall[] = [];
  for (const [at, token] of tokens.entries()) {
    if (!isName(token, 'add') || !isMark(tokens[at + 1], '(')) continue;
    const ranges = argumentsIn(tokens, at + 1);
    const read = ranges.map((range) => values.textsOf(range));
    const known = read.flatMap((texts) => texts ?? []);
    if (!onBuilders.has(at) && !known.slice(1).some(looksLikePin)) continue;
    const unclear = ranges.find((_, index) => read[index] === null);
    calls.push({
      line: token.line,
      column: token.column,
      texts: unclear === undefined ? known : null,
      unclear: unclear === undefined ? '' : asWritten(tokens, unclear),
    });
  }
  return calls;
};
