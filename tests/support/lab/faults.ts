/** Each protection of the network, taken away. */
import { decide } from '../../../common/pinning/decide.ts';
import { toPins } from '../../../main/certificates/pins.ts';
import type { NetworkFaults } from '../../../main/network/faults.ts';
import { answers, judge } from '../../../main/network/judge.ts';

export const faults = {
  /** Whatever is found, the answer is yes. */
  'accepts-everything': {
    judge: (question, rules, at) => {
      const judgement = judge(question, rules, at);
      return { ...judgement, answer: answers.accept, action: 'allowed' };
    },
  },
  /** The proc answers -3 and nobody writes it down: Chromium accepts, nothing else does. */
  'answers-minus-three': { answersUnrecorded: true },
  /** CVE-2016-2402. */
  'judges-presented-chain': {
    judge: (question, rules, at) => {
      const judgement = judge(question, rules, at);
      if (judgement.evaluation.verdict !== 'mismatch') return judgement;
      const hashes = question.presented.flatMap((certificate) => {
        const pins = toPins(certificate);
        return pins.ok ? [pins.value] : [];
      });
      const evaluation = rules.pins.evaluate(question.host, hashes, at);
      const action = decide(evaluation, rules.pins);
      return {
        ...judgement,
        evaluation,
        action,
        answer: action === 'allowed' ? answers.accept : answers.pinMismatch,
      };
    },
  },
  /** A proc that waits for something: harmless as long as handshakes are serial. */
  'decides-late': { decidesAfterMs: 150 },
  'parallel-handshakes': { decidesAfterMs: 150, hasParallelHandshakes: true },
  'keeps-epoch': { keepsEpoch: true },
} as const satisfies Readonly<Record<string, NetworkFaults>>;

export type FaultName = keyof typeof faults;
