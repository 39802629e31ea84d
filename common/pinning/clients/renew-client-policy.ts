/**
 * What a renewal would do to the pins that another client's configuration holds, by that client's own rules: which of its
 * rules are for the host (all, or the most specific one), and where on the chain it looks for their pins. A rule with several
 * lists needs a match in each (iOS: authorities and leaves), so it holds only where every list does.
 */
import { compilePolicy } from '../compile-policy.ts';
import type { ChainPlace, NextChain, OpenPart } from '../next-chain.ts';
import type { PinSet } from '../policy.ts';
import { judgeRenewal, type HostRenewal, type RenewalQuestion } from '../renewal.ts';
import type { ClientPolicy, PinGroup } from './client-policy.ts';
import { compileClientPolicy, readHost, type CompiledRule } from './compile-client-policy.ts';

type Position = PinGroup['position'];
type ClientQuestion = Omit<RenewalQuestion, 'policy'>;

const isAt = (position: Position, place: ChainPlace): boolean =>
  position === 'any' || (place === 'leaf') === (position === 'leaf');

const canBeAt = (position: Position, part: OpenPart): boolean =>
  position === 'any' || (part === 'next-key') === (position === 'leaf');

/** As much of the next chain as the client looks at for this list. */
const seenFrom = (position: Position, next: NextChain | null): NextChain | null =>
  next === null
    ? null
    : {
        ...next,
        members: next.members.filter(({ place }) => isAt(position, place)),
        open: next.open.filter((part) => canBeAt(position, part)),
      };

const listNames: Readonly<Record<Position, string>> = {
  any: '',
  leaf: ' (its list of leaves)',
  ca: ' (its list of authorities)',
};

/** A rule that pins nothing is a set that is off. */
const setOf = ({ rule }: CompiledRule, pattern: string, group: PinGroup | undefined): PinSet => ({
  pattern,
  mode: group === undefined ? 'off' : rule.mode,
  expires: rule.expires,
  pins: group?.pins ?? [],
  note: null,
});

const askedOf = (
  question: ClientQuestion,
  rules: readonly CompiledRule[],
  pattern: string,
  group: (rule: CompiledRule) => PinGroup | undefined,
): HostRenewal => {
  const pinSets = rules.map((rule) => setOf(rule, pattern, group(rule)));
  const position = rules[0] === undefined ? 'any' : (group(rules[0])?.position ?? 'any');
  const answer = judgeRenewal({
    ...question,
    policy: compilePolicy({ unpinnedHosts: 'allow', pinSets }),
    next: seenFrom(position, question.next),
  });
  return {
    ...answer,
    sets: answer.sets.map((set) => ({
      ...set,
      setIndex: rules[set.setIndex]?.index ?? set.setIndex,
      pattern: `${rules[set.setIndex]?.scopeText ?? set.pattern}${listNames[position]}`,
    })),
  };
};

const worstFirst: readonly HostRenewal['outcome'][] = ['breaks', 'cannot-tell', 'unpinned', 'holds'];
const bestFirst: readonly HostRenewal['outcome'][] = ['holds', 'cannot-tell', 'breaks', 'unpinned'];

const firstBy = (
  answers: readonly HostRenewal[],
  order: readonly HostRenewal['outcome'][],
): HostRenewal | undefined =>
  answers.toSorted((one, other) => order.indexOf(one.outcome) - order.indexOf(other.outcome))[0];

/** For one host. The sets of the answer are the client's rules, a list each where it has several. */
export const judgeClientRenewal = (policy: ClientPolicy, question: ClientQuestion): HostRenewal => {
  const host = readHost(question.host);
  const rules = host === null ? [] : compileClientPolicy(policy).rulesFor(host);
  const isPlain = rules.every(
    ({ groups }) => groups.length < 2 && groups[0]?.position !== 'ca' && groups[0]?.position !== 'leaf',
  );
  if (isPlain || host === null)
    return askedOf(question, rules, host?.name ?? '', ({ rule }) => rule.groups[0]);
  const answers = rules.map((rule) => {
    const lists = rule.rule.groups.map((group) => askedOf(question, [rule], host.name, () => group));
    const deciding = firstBy(lists, worstFirst);
    return deciding === undefined
      ? askedOf(question, [rule], host.name, () => undefined)
      : { ...deciding, sets: lists.flatMap(({ sets }) => sets) };
  });
  const deciding = firstBy(answers, bestFirst) ?? askedOf(question, [], host.name, () => undefined);
  return { ...deciding, sets: answers.flatMap(({ sets }) => sets) };
};

/** The hosts that its rules name exactly, and the scopes that stand for more. */
export const hostsOfClient = (
  policy: ClientPolicy,
): { readonly exact: readonly string[]; readonly wider: readonly string[] } => {
  const exact: string[] = [];
  const wider: string[] = [];
  for (const { scope } of policy.rules) {
    if (scope.kind === 'every-host') wider.push('every host');
    else if (scope.kind === 'pattern') (scope.pattern.startsWith('*') ? wider : exact).push(scope.pattern);
    else {
      exact.push(scope.domain);
      if (scope.includeSubdomains) wider.push(`subdomains of ${scope.domain}`);
    }
  }
  return { exact: [...new Set(exact)], wider: [...new Set(wider)] };
};
