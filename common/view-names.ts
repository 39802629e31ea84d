/** Every view the window may have, in the order of the rail and of Ctrl+1, Ctrl+2, …; `views.tsx` holds those that are there. */
export const viewNames = [
  'connections',
  'requests',
  'browser',
  'policy',
  'lab',
  'watch',
  'renewal',
  'settings',
] as const;

export type ViewName = (typeof viewNames)[number];
