import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import type { ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { changeWindowSettings, useWindowSettings } from '../window-settings.ts';
import { Card } from './card.tsx';
import classes from './settings-view.module.css';

const schemes = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export const AboutCard = (): ReactElement => {
  const { version, electron } = useAppState();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { contrast } = useWindowSettings();
  return (
    <Card
      title="Appearance and version"
      hint={`Pinspect ${version}, Electron ${electron.version}, Chromium ${electron.chromium}`}
    >
      {electron.isDevelopmentRuntime && (
        <p className={classes.mark}>
          This is a development runtime, not the Electron that Pinspect ships with: use it for trials only.
        </p>
      )}
      <SegmentedControl
        aria-label="Colours"
        className={classes.start ?? ''}
        data={schemes.map(({ value, label }) => ({ value, label }))}
        value={colorScheme}
        onChange={(value) => {
          const scheme = schemes.find((known) => known.value === value);
          if (scheme !== undefined) setColorScheme(scheme.value);
        }}
      />
      <Switch
        label="More contrast"
        description="Also where the system does not ask for it"
        checked={contrast === 'more'}
        onChange={(event) => {
          changeWindowSettings({ contrast: event.currentTarget.checked ? 'more' : 'auto' });
        }}
      />
    </Card>
  );
};
