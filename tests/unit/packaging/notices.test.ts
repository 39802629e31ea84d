import { expect, test } from 'vitest';
import { collectNotices, writeNotices } from '../../../scripts/packaging/notices.mjs';
import { repositoryFolder } from '../../support/electron-runtime.ts';

test('the notices name what ships with its licence text, and nothing that does not', async () => {
  const notices = await collectNotices(repositoryFolder);
  const names = notices.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['react', '@mantine/core', 'socks', 'zod']));
  expect(names).not.toEqual(expect.arrayContaining(['vitest']));
  expect(names).not.toEqual(expect.arrayContaining(['electron-builder']));
  expect(writeNotices(notices)).toMatch(/react 19[\s\S]+Permission is hereby granted/);
});
