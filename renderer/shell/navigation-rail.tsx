import { useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ViewName } from '../../common/view-names.ts';
import { views } from '../views.tsx';
import { keyNames } from '../ui/key-names.ts';
import classes from './shell.module.css';

export const NavigationRail = ({
  shown,
  onShow,
}: {
  readonly shown: ViewName;
  readonly onShow: (view: ViewName) => void;
}): ReactElement => {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isDark =
    colorScheme === 'dark' || (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  const SchemeIcon = isDark ? IconSun : IconMoon;
  return (
    <nav className={classes.rail} aria-label="Views">
      {views.map(({ name, label, icon: TabIcon }, index) => (
        <button
          key={name}
          type="button"
          className={classes.tab}
          aria-label={label}
          title={`${label} (${keyNames(`Ctrl+${index + 1}`)})`}
          aria-current={shown === name ? 'page' : undefined}
          onClick={() => {
            onShow(name);
          }}
        >
          <TabIcon size={20} aria-hidden />
          <span className={classes.label}>{label}</span>
        </button>
      ))}
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
