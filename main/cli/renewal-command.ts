import type { ClientPolicy } from '../../common/pinning/clients/client-policy.ts';
import { compileClientPolicy, readHost } from '../../common/pinning/clients/compile-client-policy.ts';
import { lintablePolicy } from '../../common/pinning/clients/lintable-policy.ts';
import { hostsOfClient, judgeClientRenewal } from '../../common/pinning/clients/renew-client-policy.ts';
import { matchesHost, parseHostPattern } from '../../common/pinning/host-pattern.ts';
import { emptyPolicy, type Policy } from '../../common/pinning/policy.ts';
import { isNamedBy, readNextChain, type NextMaterial } from '../../common/pinning/read-next-chain.ts';
import type { HostRenewal } from '../../common/pinning/renewal.ts';
import type { SeenCertificate, SeenChain } from '../../common/pinning/seen-chain.ts';
import { plans, supposeRenewal, type Supposition } from '../../common/pinning/suppose-renewal.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { readNextMaterial } from '../certificates/next-material.ts';
import { readSeenChains } from '../certificates/seen-chains.ts';
import { type CommandIo, type GivenArguments, type RunCommand, complain } from './command.ts';
import { type ExitCode, exitCodes, worstOf } from './exit-codes.ts';
import { paintFor } from './paint.ts';
import { parseTime } from './parse-time.ts';
import { inputName, readInput } from './read-input.ts';
import { readPolicyArgument } from './read-policy.ts';
import { renewalCalendar, type AnsweredRenewal } from './renewal-calendar.ts';
import { renewalWords } from './renewal-words.ts';

/** A word on stderr, and the code. */
interface Refusal {
  readonly code: typeof exitCodes.usage | typeof exitCodes.unreadable;
  readonly sentence: string;
}

type Read<Value> = Promise<Result<Value, Refusal>>;

const misused = (sentence: string): Result<never, Refusal> => failure({ code: exitCodes.usage, sentence });
const unreadable = (sentence: string): Result<never, Refusal> =>
  failure({ code: exitCodes.unreadable, sentence });

const readWith = async <Value>(
  name: string,
  io: CommandIo,
  parse: (bytes: Buffer) => Result<Value, string>,
): Read<Value> => {
  const bytes = await readInput(name, io);
  if (!bytes.ok) return unreadable(bytes.error);
  const parsed = parse(bytes.value);
  return parsed.ok ? parsed : unreadable(`${inputName(name)}: ${parsed.error}`);
};

type Coming =
  | { readonly kind: 'material'; readonly material: NextMaterial }
  | { readonly kind: 'plan'; readonly supposition: Supposition };

const readComing = async (given: GivenArguments, io: CommandIo): Read<Coming> => {
  const [next, plan] = [given.value('next'), given.value('suppose')];
  if ((next === null) === (plan === null))
    return misused('give what is coming: --next FILE, or --suppose PLAN where there is only a plan.');
  if (next !== null) {
    const material = await readWith(next, io, readNextMaterial);
    return material.ok ? success({ kind: 'material', material: material.value }) : material;
  }
  const known = Object.entries(plans).find(([name]) => name === plan)?.[1];
  return known === undefined
    ? misused(`--suppose takes ${Object.keys(plans).join(', ')}, not “${plan ?? ''}”.`)
    : success({ kind: 'plan', supposition: known.supposition });
};

/** Those the policy names exactly, and those seen that a rule is for; only those that the certificate names. */
const hostsToAsk = (
  policy: ClientPolicy,
  seenHosts: readonly string[],
  names: readonly string[] | null,
): { readonly hosts: readonly string[]; readonly wildcards: readonly string[] } => {
  const { exact, wider } = hostsOfClient(policy);
  const { rulesFor } = compileClientPolicy(policy);
  const covered = seenHosts.filter((name) => {
    const host = readHost(name);
    return host !== null && rulesFor(host).length > 0;
  });
  const canonical = exact.flatMap((name) => readHost(name)?.name ?? []);
  const hosts = [...new Set([...canonical, ...covered])];
  return { hosts: hosts.filter((host) => names === null || isNamedBy(names, host)), wildcards: wider };
};

/** For the days on which its rules end. */
const calendarPolicy = (policy: ClientPolicy): Policy => {
  const lintable = lintablePolicy(policy, null);
  return lintable.ok ? lintable.value : emptyPolicy;
};

/** The chain of a host among those given; `only`, a chain given alone for one host, is taken as that host's. */
const todayOf = (
  host: string,
  chains: readonly SeenChain[],
  only: SeenChain | undefined,
): readonly SeenCertificate[] => {
  const named = chains.find(({ hosts }) =>
    hosts.some((name) => {
      const pattern = parseHostPattern(name);
      return pattern.ok && matchesHost(pattern.value, host);
    }),
  );
  return (named ?? only)?.certificates ?? [];
};

const namesOf = (coming: Coming): readonly string[] | null => {
  if (coming.kind === 'plan') return null;
  const { material } = coming;
  if (material.kind === 'chain') return material.certificates[0]?.subjectAltNames ?? [];
  return material.kind === 'request' && material.subjectAltNames.length > 0 ? material.subjectAltNames : null;
};

const codeOf = ({ outcome, sets }: HostRenewal): ExitCode => {
  if (outcome === 'cannot-tell') return exitCodes.untrusted;
  if (outcome === 'unpinned') return exitCodes.unpinned;
  return sets.some((set) => set.outcome === 'breaks') ? exitCodes.mismatch : exitCodes.good;
};

const formats = ['text', 'json', 'ics'];

export const run: RunCommand = async (given, io) => {
  const refuse = async ({ code, sentence }: Refusal): Promise<ExitCode> => complain(io, code, sentence);
  const format = given.has('json') ? 'json' : (given.value('format') ?? 'text');
  if (!formats.includes(format))
    return complain(io, exitCodes.usage, `--format takes ${formats.join(', ')}, not “${format}”.`);
  const time = given.value('at');
  const at = time === null ? success(Date.now()) : parseTime(time);
  if (!at.ok) return complain(io, exitCodes.usage, `--at: ${at.error}`);
  const pins = given.value('pins');
  if (pins === null) return complain(io, exitCodes.usage, 'give the policy: --pins POLICY.');

  const asked = given.values('host');
  const policy = await readPolicyArgument(pins, io, asked[0] ?? null);
  if (!policy.ok) return complain(io, exitCodes.unreadable, policy.error);
  const coming = await readComing(given, io);
  if (!coming.ok) return refuse(coming.error);
  const current = given.value('current');
  const chains = current === null ? success([]) : await readWith(current, io, readSeenChains);
  if (!chains.ok) return refuse(chains.error);

  const seenHosts = chains.value.flatMap(({ hosts }) => hosts.filter((host) => !host.startsWith('*')));
  const found =
    asked.length > 0
      ? { hosts: asked, wildcards: [] }
      : hostsToAsk(policy.value, seenHosts, namesOf(coming.value));
  if (found.hosts.length === 0)
    return complain(
      io,
      exitCodes.unpinned,
      'no host to ask about: the policy names none exactly that this is for. Name it with --host.',
    );

  const only = chains.value.length === 1 && found.hosts.length === 1 ? chains.value[0] : undefined;
  const renewals = found.hosts.map((host): AnsweredRenewal => {
    const today = todayOf(host, chains.value, only);
    const next =
      coming.value.kind === 'material'
        ? readNextChain(coming.value.material, host, today, at.value)
        : today.length > 0
          ? supposeRenewal(coming.value.supposition, today)
          : null;
    return { answer: judgeClientRenewal(policy.value, { host, today, next, at: at.value }), today };
  });
  const answers = renewals.map(({ answer }) => answer);
  if (format === 'json')
    await io.stdout.write(`${JSON.stringify({ hosts: answers, notAsked: found.wildcards }, null, 2)}\n`);
  else if (format === 'ics') {
    const next =
      coming.value.kind === 'material' && coming.value.material.kind === 'chain'
        ? coming.value.material.certificates
        : [];
    await io.stdout.write(renewalCalendar(calendarPolicy(policy.value), renewals, next, at.value));
  } else await io.stdout.write(renewalWords(answers, found.wildcards, paintFor(io.stdout)));
  return worstOf(answers.map(codeOf));
};
