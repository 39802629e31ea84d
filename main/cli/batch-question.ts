/**
 * One line of `evaluate --batch`: a JSON object `{id, host, chain, policy?, anchors?, at?}` becomes a question. Unknown keys
 * are refused, except `x-…`: a mistyped `policy` would otherwise pass as a host without pins.
 */
import type { ClientPolicy } from '../../common/pinning/clients/client-policy.ts';
import { policyToClient } from '../../common/pinning/clients/pinspect-policy.ts';
import { parsePolicy } from '../../common/pinning/parse-policy.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { readJson } from '../policies/read-json.ts';
import type { ChainQuestion } from './evaluate-chain.ts';
import { keepLatest } from './keep-latest.ts';
import { parseTime } from './parse-time.ts';
import { readChain } from './read-chain.ts';
import { wordProblems } from './read-policy.ts';

/** For lines that do not bring their own. */
export type BatchDefaults = Pick<ChainQuestion, 'policy' | 'anchors'> & {
  readonly host: string | null;
  /** Null: the moment of the evaluation. */
  readonly at: number | null;
};

export interface BatchFault {
  readonly id: unknown;
  readonly error: string;
}

const knownKeys = ['id', 'host', 'chain', 'policy', 'anchors', 'at'];

// A bundle of all public roots is a quarter of a megabyte of text, and its certificates the same again.
const certificatesIn = (key: string): ((pem: string) => Result<readonly Buffer[], string>) =>
  keepLatest((pem: string) => readChain(Buffer.from(pem), `“${key}”`), 64);

const readPolicyObject = keepLatest((json: string): Result<ClientPolicy, string> => {
  const policy = parsePolicy(JSON.parse(json));
  return policy.ok
    ? success(policyToClient(policy.value))
    : failure(wordProblems('“policy”', policy.error).join(' '));
}, 64);

const readAnchors = certificatesIn('anchors');
const readPresented = certificatesIn('chain');

export const toBatchQuestion = (line: string, defaults: BatchDefaults): Result<ChainQuestion, BatchFault> => {
  const request = parseObject(line);
  if (!request.ok) return failure({ id: null, error: request.error });
  const { id: given = null, policy, anchors, chain, at, host = defaults.host } = request.value;
  // It is given back as it is: what could be deep or large is no name for a request.
  const isName = given === null || typeof given !== 'object';
  const id = isName ? given : null;
  const fault = (error: string): Result<never, BatchFault> => failure({ id, error });
  const unknown = Object.keys(request.value).find((key) => !knownKeys.includes(key) && !key.startsWith('x-'));
  if (unknown !== undefined)
    return fault(`There is no key “${unknown.slice(0, 60)}”; known are ${knownKeys.join(', ')}.`);
  if (!isName) return fault('“id” is a text or a number.');
  if (typeof host !== 'string') return fault('“host” is missing, or no text.');
  if (typeof chain !== 'string') return fault('“chain” is missing, or no text of concatenated PEM.');
  const presented = readPresented(chain);
  if (!presented.ok) return fault(presented.error);
  const roots =
    anchors === undefined
      ? success(defaults.anchors)
      : typeof anchors === 'string'
        ? readAnchors(anchors)
        : notPem;
  if (!roots.ok) return fault(roots.error);
  const rules = policy === undefined ? success(defaults.policy) : readPolicy(policy);
  if (!rules.ok) return fault(rules.error);
  const time =
    at === undefined ? success(defaults.at ?? Date.now()) : parseTime(typeof at === 'string' ? at : '');
  if (!time.ok) return fault(`“at”: ${time.error}`);
  return success({
    id,
    host,
    chain: presented.value,
    anchors: roots.value,
    policy: rules.value,
    at: time.value,
  });
};

/** Found by its text, which for a policy is short beside the chain. */
const readPolicy = (policy: unknown): Result<ClientPolicy, string> => {
  try {
    return readPolicyObject(JSON.stringify(policy));
  } catch (error) {
    // What was read without recursion is written with it.
    if (!(error instanceof RangeError)) throw error;
    return failure('“policy” is nested too deeply.');
  }
};

const notPem = failure('“anchors” is no text of concatenated PEM.');

const parseObject = (line: string): Result<Readonly<Record<string, unknown>>, string> => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Read again by the reader that can say where it stopped: it costs more, and most lines are right.
    const read = readJson(line);
    return failure(
      read.ok
        ? 'This is not JSON.'
        : `This is not JSON: column ${read.error.column} has ${read.error.found}, expected was ${read.error.expected}.`,
    );
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? success(value as Record<string, unknown>)
    : failure('This is not a JSON object.');
};
