/**
 * What stands typed in forms, kept over a restart: read once before anything is drawn, on its way to the main process with the
 * key that made it. A text that equals the field's first one is no draft.
 */
import { useState } from 'react';
import { longestDraft, withDraft, type DraftName, type Drafts } from '../common/ipc/drafts.ts';
import { call } from './bridge.ts';

let drafts: Drafts = {};
const unsent = new Set<DraftName>();
let isSending = false;

/** Before anything is drawn. */
export const loadDrafts = async (): Promise<void> => {
  drafts = await call('drafts.load', {});
};

/** Main has the latest text of a field as soon as it took the one before. */
const sendAll = async (): Promise<void> => {
  if (isSending) return;
  isSending = true;
  try {
    for (const name of unsent) {
      unsent.delete(name);
      await call('drafts.keep', { name, text: drafts[name] ?? null });
    }
  } finally {
    isSending = false;
  }
};

/** Null: nothing is typed there. */
export const readDraft = (name: DraftName): string | null => drafts[name] ?? null;

/** Null: nothing is typed there any more. */
export const keepDraft = (name: DraftName, text: string | null): void => {
  if (readDraft(name) === text) return;
  drafts = withDraft(drafts, name, text !== null && text.length <= longestDraft ? text : null);
  unsent.add(name);
  void sendAll();
};

/** Takes these fields' texts out of what is kept. */
export const takeDrafts = (names: readonly DraftName[]): Drafts => {
  const taken: Drafts = Object.fromEntries(
    names.flatMap((name) => {
      const text = readDraft(name);
      return text === null ? [] : [[name, text]];
    }),
  );
  for (const name of names) keepDraft(name, null);
  return taken;
};

/** Puts them back. */
export const restoreDrafts = (taken: Drafts): void => {
  for (const [name, text] of Object.entries(taken)) keepDraft(name as DraftName, text);
};

/** The state of one field, kept over a restart while it differs from `initial`. */
export const useKeptText = (name: DraftName, initial: string): readonly [string, (text: string) => void] => {
  const [text, setText] = useState(() => readDraft(name) ?? initial);
  return [
    text,
    (next) => {
      setText(next);
      keepDraft(name, next === initial ? null : next);
    },
  ];
};
