/** The policy as the window changes it, and what the person is told about its file. */
import type { Notice, PolicyRefusal } from '../../common/ipc/state.ts';
import { describePolicyChange, type PolicyChange } from '../../common/pinning/describe-policy-change.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import { problemText } from '../../common/pinning/problem-text.ts';
import type { Result } from '../../common/result.ts';
import type { PolicyFileEvent, PolicyStore, SaveResult, SetAsideResult } from '../policies/policy-store.ts';

export interface PolicyControlOptions {
  readonly store: PolicyStore;
  /** Puts it in force, with the reason for the new epoch. */
  readonly apply: (policy: Policy, why: string) => void;
  readonly now: () => number;
  readonly notices: {
    /** The notice's id. */
    readonly show: (level: Notice['level'], title: string, text: string) => number;
    readonly dismiss: (id: number) => void;
  };
}

/** A file of thousands of mistakes is one notice. */
const firstOf = (sentences: readonly string[]): string =>
  sentences.length > 5
    ? `${sentences.slice(0, 5).join(' ')} And ${sentences.length - 5} more.`
    : sentences.join(' ');

/** What lets more through comes first, and what goes with it is told too: a pin that came may have taken another's place. */
const describeEdit = (changes: readonly PolicyChange[]): string => {
  const texts = (isWeaker: boolean): string[] =>
    changes.filter((change) => change.isWeaker === isWeaker).map(({ text }) => text);
  const [weaker, others] = [texts(true), texts(false)];
  const start =
    weaker.length === 0
      ? 'It was read again and is in force.'
      : `It is in force, and lets more through: ${firstOf(weaker)}`;
  return others.length === 0 ? start : `${start} Besides: ${firstOf(others)}`;
};

export class PolicyControl {
  readonly #options: PolicyControlOptions;
  /** That the file cannot be read, or was edited; null: nothing was said yet, or it is true no more. */
  #notice: number | null = null;

  constructor(options: PolicyControlOptions) {
    this.#options = options;
  }

  async save(policy: Policy, revision: number): Promise<SaveResult> {
    const saved = await this.#options.store.save(policy, revision);
    if (saved.ok) this.#apply('The policy was changed.');
    return saved;
  }

  async setAside(): Promise<SetAsideResult> {
    const moved = await this.#options.store.setAside();
    if (moved.ok) this.#apply('The policy file was set aside.');
    return moved;
  }

  async bringBack(): Promise<Result<null, PolicyRefusal>> {
    const back = await this.#options.store.bringBack();
    if (!back.ok) return back;
    this.#apply('The policy file was brought back.');
    this.tellUnreadable();
    return back;
  }

  /** Somebody else edited the policy file. */
  onFile(event: PolicyFileEvent): void {
    if (event.kind === 'unreadable') {
      this.tellUnreadable();
      return;
    }
    this.#apply('The policy file was edited.');
    const changes =
      event.before === null ? [] : describePolicyChange(event.before, event.after, this.#options.now());
    const isWeaker = changes.some((change) => change.isWeaker);
    this.#tell(
      isWeaker ? 'warning' : 'info',
      'The policy file was edited outside this window',
      describeEdit(changes),
    );
  }

  /** Where the file cannot be read. */
  tellUnreadable(): void {
    const { unreadable, path } = this.#options.store;
    if (unreadable === null) return;
    const consequence = unreadable.isEverythingRefused
      ? 'Every host is refused until it is mended.'
      : 'The policy in force stays.';
    const sentences = unreadable.problems.map((problem) => `At ${problem.path}, ${problemText(problem)}`);
    this.#tell('error', 'The policy file cannot be read', `${consequence} ${path}: ${firstOf(sentences)}`);
  }

  #apply(why: string): void {
    this.#withdraw();
    this.#options.apply(this.#options.store.policy, why);
  }

  /** In place of what was told before. */
  #tell(level: Notice['level'], title: string, text: string): void {
    this.#withdraw();
    this.#notice = this.#options.notices.show(level, title, text);
  }

  #withdraw(): void {
    if (this.#notice !== null) this.#options.notices.dismiss(this.#notice);
    this.#notice = null;
  }
}
