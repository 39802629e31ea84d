import {
  IconArrowBackUp,
  IconArrowsRightLeft,
  IconContrast,
  IconEye,
  IconFileExport,
  IconFileImport,
  IconFlask,
  IconKeyboard,
  IconMoon,
  IconPin,
  IconPlayerPlay,
  IconPlayerStop,
  IconRoute,
  IconSend2,
  IconShieldCheck,
  IconShieldOff,
  IconSpy,
  IconSun,
  IconSunMoon,
  IconTrash,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import type { AppState } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { useCommands, type Command } from '../commands.ts';
import { clearJournal } from '../restore-journal.ts';
import { undoLast } from '../undo.tsx';
import { views } from '../views.tsx';
import type { WindowActions } from '../window-actions.ts';
import { changeWindowSettings, readWindowSettings } from '../window-settings.ts';

/** The commands that are there in every view. */
export const useWindowCommands = (
  actions: WindowActions,
  onShowShortcuts: () => void,
  focusFilter: () => void,
): void => {
  const { interceptor, route, trustedAuthorities } = useAppState();
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'look',
        label: 'Look at a host',
        group: 'Go to',
        icon: IconSend2,
        keys: 'Ctrl+L',
        run: actions.focusAddress,
      },
      ...views.map(({ name, label, icon }, index): Command => ({
        id: `view-${name}`,
        label,
        group: 'Go to',
        icon,
        keys: `Ctrl+${index + 1}`,
        run: () => {
          actions.showView(name);
        },
      })),
      { id: 'import', label: 'Import pins…', group: 'Policy', icon: IconFileImport, run: actions.importPins },
      { id: 'filter', label: 'Filter the connections', group: 'Go to', keys: 'Ctrl+F', run: focusFilter },
      ...wayCommands(actions),
      ...routeCommands(route),
      ...interceptorCommands(interceptor),
      ...(trustedAuthorities.some((one) => !one.isInterceptor)
        ? [
            {
              id: 'distrust',
              label: 'Stop trusting CAs…',
              group: 'Traffic',
              icon: IconShieldOff,
              run: () => {
                actions.showView('settings');
              },
            },
          ]
        : []),
      {
        id: 'clear-journal',
        label: 'Clear the journal',
        group: 'Journal',
        icon: IconTrash,
        run: () => void clearJournal(),
      },
      {
        id: 'undo',
        label: 'Undo what was just removed',
        group: 'Journal',
        icon: IconArrowBackUp,
        keys: 'Ctrl+Z',
        run: () => void undoLast(),
      },
      ...(
        [
          ['auto', 'Colours of the system', IconSunMoon],
          ['light', 'Light colours', IconSun],
          ['dark', 'Dark colours', IconMoon],
        ] as const
      ).map(([theme, label, icon]): Command => ({
        id: `theme-${theme}`,
        label,
        group: 'Window',
        icon,
        run: () => {
          changeWindowSettings({ theme });
        },
      })),
      {
        id: 'contrast',
        label: 'More contrast, or the usual',
        group: 'Window',
        icon: IconContrast,
        run: () => {
          changeWindowSettings({ contrast: readWindowSettings().contrast === 'more' ? 'auto' : 'more' });
        },
      },
      {
        id: 'shortcuts',
        label: 'Keyboard shortcuts',
        group: 'Window',
        icon: IconKeyboard,
        keys: '?',
        run: onShowShortcuts,
      },
    ],
    [actions, interceptor, route, trustedAuthorities, onShowShortcuts, focusFilter],
  );
  useCommands(commands);
};

/** They lead to where it is done, and are found by what it is called. */
const wayCommands = ({ showView }: WindowActions): Command[] =>
  (
    [
      [
        'trust',
        'Trust a CA: certificates of a private PKI or a proxy',
        'Traffic',
        'settings',
        IconShieldCheck,
      ],
      ['interceptor', 'Start or attach mitmproxy, the interceptor', 'Traffic', 'settings', IconSpy],
      [
        'overrides',
        'Name overrides: lead a name to another address',
        'Traffic',
        'settings',
        IconArrowsRightLeft,
      ],
      ['watch-start', 'Watch another program or a device', 'Watch', 'watch', IconEye],
      ['run-all', 'Run all requests of a collection', 'Requests', 'requests', IconPlayerPlay],
      ['pin-set', 'Add a pin set', 'Policy', 'policy', IconPin],
      ['export-pins', 'Export the pin sets', 'Policy', 'policy', IconFileExport],
      ['lab-way', 'The lab: see an attack fail', 'Lab', 'lab', IconFlask],
    ] as const
  ).map(([id, label, group, view, icon]) => ({
    id,
    label,
    group,
    icon,
    run: () => {
      showView(view);
    },
  }));

const routeCommands = (route: AppState['route']): Command[] =>
  (
    [
      ['direct', 'Route: direct, past every proxy'],
      ['system', 'Route: the system’s proxy'],
    ] as const
  )
    .filter(([kind]) => route.kind !== kind)
    .map(([kind, label]) => ({
      id: `route-${kind}`,
      label,
      group: 'Traffic',
      icon: IconRoute,
      run: () => void call('route.set', { kind }),
    }));

const interceptorCommands = (interceptor: AppState['interceptor']): Command[] =>
  interceptor.kind === 'running' || interceptor.kind === 'starting'
    ? [
        {
          id: 'interceptor-stop',
          label: 'Stop the interceptor',
          group: 'Traffic',
          icon: IconPlayerStop,
          run: () => void call('interceptor.stop', {}),
        },
      ]
    : [];
