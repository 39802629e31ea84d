import { expect, test } from 'vitest';
import {
  gridTemplate,
  isCut,
  moveColumn,
  placeColumns,
  resizeColumn,
  toggleColumn,
} from '../../../renderer/connections/column-layout.ts';

const names = (chosen: Parameters<typeof placeColumns>[0], width = 1_400, hasInterceptor = false): string[] =>
  placeColumns(chosen, width, hasInterceptor).map(({ column }) => column.name);

test('a narrow list lets columns go, the verdict and the host last; the interceptor has one only where there is one', () => {
  expect(names(null)).toEqual(['decision', 'host', 'sent', 'tls', 'route', 'decided', 'time']);
  expect(names(null, 700)).toEqual(['decision', 'host', 'sent', 'time']);
  expect(names(null, 400)).toEqual(['decision', 'host']);
  expect(names(null, 1_400, true)).toContain('other-end');
});

test('in a narrow list the action has room beside the verdict, and the interceptor’s word leaves the time in view', () => {
  const widths = (px: number): Record<string, number | null> =>
    Object.fromEntries(placeColumns(null, px, true).map(({ column, width }) => [column.name, width]));
  expect(widths(400).decision).toBe(172);
  expect(widths(620)).toMatchObject({ 'other-end': 120, time: 80 });
});

test('chosen columns stay as they were chosen, however narrow the list, and one that is not known is left out', () => {
  const usual = placeColumns(null, 1_400, false);
  const chosen = moveColumn(placeColumns(toggleColumn(usual, 'epoch'), 1_400, false), 'epoch', -1);
  expect(names(chosen, 300)).toEqual([
    'decision',
    'host',
    'sent',
    'tls',
    'route',
    'decided',
    'epoch',
    'time',
  ]);
  expect(names([...chosen, { name: 'gone', width: null }])).toEqual(names(chosen));
  expect(toggleColumn(usual, 'sent').map(({ name }) => name)).not.toContain('sent');
});

test('a column is as wide as it was made, within bounds, and the host takes what is left', () => {
  const usual = placeColumns(null, 1_400, false);
  const wide = placeColumns(resizeColumn(usual, 'sent', 222.4), 1_400, false);
  expect(gridTemplate(wide)).toBe('196px minmax(160px, 1fr) 222px 172px 130px 84px 80px');
  expect(resizeColumn(usual, 'sent', 3).find(({ name }) => name === 'sent')?.width).toBe(48);
});

test('a cell is cut where its text can be too long: in columns of long texts, and in those made narrower than usual', () => {
  const usual = placeColumns(null, 1_400, false);
  const cut = (placed: typeof usual): string[] => placed.filter(isCut).map(({ column }) => column.name);
  expect(cut(usual)).toEqual(['host', 'tls', 'route']);
  expect(cut(placeColumns(resizeColumn(usual, 'sent', 60), 1_400, false))).toContain('sent');
  expect(cut(placeColumns(resizeColumn(usual, 'sent', 160), 1_400, false))).not.toContain('sent');
});
