import { expect, test } from 'vitest';
import { ChangeNotices } from '../../../main/requests/change-notices.ts';
import type { VerdictChange } from '../../../main/requests/run-control.ts';

const collection = { id: 'c', name: 'Shop' };

const changed = (...sentences: readonly string[]): readonly VerdictChange[] =>
  sentences.map((sentence, index) => ({ requestId: `r${index}`, sentence }));

test('one notice a collection keeps the latest changes, until it is dismissed; the desktop hears of each', () => {
  const shown = new Map<number, string>();
  const desktop: string[] = [];
  const notices = new ChangeNotices({
    notices: {
      show: (title, text) => {
        const id = shown.size + desktop.length * 10 + 1;
        shown.set(id, `${title}: ${text}`);
        return id;
      },
      dismiss: (id) => shown.delete(id),
      isShown: (id) => shown.has(id),
    },
    notifyDesktop: (title, text, { collectionId, requestId }) =>
      desktop.push(`${title}: ${text} (${collectionId}/${requestId})`),
    now: () => new Date(2026, 0, 1, 14, 5).getTime(),
  });
  notices.tell(collection, []);
  expect([shown.size, desktop]).toEqual([0, []]);
  notices.tell(collection, changed('one.'));
  notices.tell(collection, changed('two.', 'three.', 'two.'));
  expect([...shown.values()]).toEqual(['Shop: a verdict has changed: 14:05: one. 14:05: two. 14:05: three.']);
  for (const sentence of ['four.', 'five.', 'six.']) notices.tell(collection, changed(sentence));
  expect([...shown.values()]).toEqual([
    'Shop: a verdict has changed: 14:05: two. 14:05: three. 14:05: four. 14:05: five. 14:05: six.',
  ]);
  shown.clear();
  notices.tell(collection, changed('seven.'));
  expect([...shown.values()]).toEqual(['Shop: a verdict has changed: 14:05: seven.']);
  expect(desktop.slice(0, 2)).toEqual([
    'Shop: a verdict has changed: one. (c/r0)',
    'Shop: a verdict has changed: two.\nthree. (c/r0)',
  ]);
});
