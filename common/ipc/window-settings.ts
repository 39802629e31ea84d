import { z } from 'zod';
import { rowOrders } from '../connection-list.ts';
import { viewNames } from '../view-names.ts';

/** What the window looks like the next time it opens. A setting that cannot be read falls back to its default, alone. */
export const windowSettingsParameters = z.strictObject({
  view: z.enum(viewNames),
  theme: z.enum(['auto', 'light', 'dark']),
  /** `auto`: as the system has it. */
  contrast: z.enum(['auto', 'more']),
  filter: z.string().max(4_096),
  savedFilters: z
    .array(z.strictObject({ name: z.string().min(1).max(80), filter: z.string().max(4_096) }))
    .max(200),
  order: z.strictObject({ by: z.enum(rowOrders), isDescending: z.boolean() }),
  isGrouped: z.boolean(),
  /** Names of columns in their order, with their widths in CSS pixels (null: as wide as usual); those left out are not shown. */
  columns: z
    .array(z.strictObject({ name: z.string().max(32), width: z.int().min(40).max(2_000).nullable() }))
    .max(50)
    .nullable(),
  /** Of the detail, in CSS pixels; null: as wide as usual. */
  detailWidth: z.int().min(100).max(10_000).nullable(),
});

export type WindowSettings = z.infer<typeof windowSettingsParameters>;

export const defaultWindowSettings: WindowSettings = {
  view: 'connections',
  theme: 'auto',
  contrast: 'auto',
  filter: '',
  savedFilters: [],
  order: { by: 'time', isDescending: true },
  isGrouped: false,
  columns: null,
  detailWidth: null,
};

/** Reads what was saved, key by key: one that is missing or bad has its default. */
export function toWindowSettings(saved: unknown): WindowSettings {
  const values = typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
  return Object.fromEntries(
    Object.entries(windowSettingsParameters.shape).map(([key, schema]) => {
      const parsed = schema.safeParse(values[key]);
      return [key, parsed.success ? parsed.data : defaultWindowSettings[key as keyof WindowSettings]];
    }),
  ) as WindowSettings;
}
