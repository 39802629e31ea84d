import { mayBeKept, withDraft, type DraftName, type Drafts } from '../../common/ipc/drafts.ts';

/** The drafts with this text in that field; without the field where there is nothing in it, or nothing that may be kept. */
export const keepDraft = (drafts: Drafts, name: DraftName, text: string | null): Drafts =>
  withDraft(drafts, name, text !== null && mayBeKept(name, text) ? text : null);
