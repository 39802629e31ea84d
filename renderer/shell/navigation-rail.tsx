import { useMantineColorScheme } from '@mantine/core';
import {
  IconMoon,
  IconPinned,
  IconPlugConnected,
  IconSettings,
  IconSun,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './shell.module.css';

export const views = ['connections', 'policy', 'settings'] as const;
export type View = (typeof views)[number];

const tabs: Readonly<Record<View, { readonly label: string; readonly icon: Icon }>> = {
  connections: { label: 'Connections', icon: IconPlugConnected },
  policy: { label: 'Policy', icon: IconPinned },
  settings: { label: 'Settings', icon: IconSettings },
};

export const NavigationRail = ({
  view,
  onChange,
}: {
  readonly view: View;
  readonly onChange: (view: View) => void;
}): ReactElement => {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isDark =
    colorScheme === 'dark' || (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  const SchemeIcon = isDark ? IconSun : IconMoon;
  return (
    <nav className={classes.rail} aria-label="Views">
      {views.map((name) => {
        const { label, icon: TabIcon } = tabs[name];
        return (
          <button
            key={name}
            type="button"
            className={classes.tab}
            aria-label={label}
            title={label}
            aria-current={view === name ? 'page' : undefined}
            onClick={() => {
              onChange(name);
            }}
          >
            <TabIcon size={20} aria-hidden />
            <span className={classes.label}>{label}</span>
          </button>
        );
      })}
      <div className={classes.spacer} />
      <button
        type="button"
        className={classes.tab}
        aria-label={isDark ? 'Light colours' : 'Dark colours'}
        onClick={() => {
          setColorScheme(isDark ? 'light' : 'dark');
        }}
      >
        <SchemeIcon size={20} aria-hidden />
        <span className={classes.label}>{isDark ? 'Light' : 'Dark'}</span>
      </button>
    </nav>
  );
};
