import { expect, test } from 'vitest';
import { PagesOfRequests, type AskingFrame } from '../../../main/network/page-of-request.ts';

const image = (top: string | null, changes: Partial<AskingFrame> = {}): AskingFrame => ({
  url: 'https://cdn.test/a.png',
  resourceType: 'image',
  webContentsId: 1,
  frame: top === null ? null : ({ top: { url: top } } as unknown as NonNullable<AskingFrame['frame']>),
  ...changes,
});

test('a document is its own page, without the fragment', () => {
  const document = image('https://before.test/', {
    url: 'https://shop.test/a#b',
    resourceType: 'mainFrame',
  });
  expect(new PagesOfRequests().pageOf(document)).toBe('https://shop.test/a');
});

test('a subresource belongs to the document at the top of its frame', () => {
  expect(new PagesOfRequests().pageOf(image('https://shop.test/#basket'))).toBe('https://shop.test/');
});

test('what no frame asks for has no page', () => {
  const gone = {
    get top(): never {
      throw new Error('Render frame was disposed');
    },
  } as unknown as NonNullable<AskingFrame['frame']>;
  const pages = new PagesOfRequests();
  expect([
    pages.pageOf(image(null)),
    pages.pageOf(image('')),
    pages.pageOf(image(null, { frame: undefined, webContentsId: undefined })),
    pages.pageOf(image(null, { frame: gone })),
  ]).toEqual([null, null, null, null]);
});

test('between answer and commit a request belongs to the document that was answered', () => {
  const pages = new PagesOfRequests();
  pages.onAnswered(1, 'https://new.test/#top', 0);
  expect([
    pages.pageOf(image('https://old.test/'), 10),
    pages.pageOf(image('', { webContentsId: 1 }), 10),
    pages.pageOf(image('https://other-tab.test/', { webContentsId: 2 }), 10),
    // The commit was seen: from here on the frame says where it is.
    pages.pageOf(image('https://new.test/'), 20),
    pages.pageOf(image('https://new.test/pushed'), 30),
  ]).toEqual([
    'https://new.test/',
    'https://new.test/',
    'https://other-tab.test/',
    'https://new.test/',
    'https://new.test/pushed',
  ]);
});

test('an answer that becomes no page is forgotten: a download at once, others soon', () => {
  const pages = new PagesOfRequests();
  pages.onAnswered(1, 'https://old.test/file.zip', 0);
  pages.onDownload('https://old.test/file.zip');
  expect(pages.pageOf(image('https://old.test/'), 1)).toBe('https://old.test/');
  pages.onAnswered(1, 'https://old.test/no-content', 100);
  expect(pages.pageOf(image('https://old.test/'), 2_101)).toBe('https://old.test/');
});
