import {
  IconCalendarClock,
  IconEye,
  IconFlask,
  IconPinned,
  IconPlugConnected,
  IconSend2,
  IconSettings,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { BrowserView } from './browser/browser-view.tsx';
import { ConnectionsPage } from './connections-page.tsx';
import { LabView } from './lab/lab-view.tsx';
import { PolicyView } from './policy/policy-view.tsx';
import { RenewalView } from './renewal/renewal-view.tsx';
import { RequestsView } from './requests/requests-view.tsx';
import { SettingsView } from './settings/settings-view.tsx';
import { WatchView } from './watch/watch-view.tsx';
import type { ViewName } from '../common/view-names.ts';

export interface ViewProps {
  /** False while another view is on screen: a view stays mounted then, and should follow nothing it need not. */
  readonly isShown: boolean;
}

export interface View {
  readonly name: ViewName;
  readonly label: string;
  readonly icon: Icon;
  /** Mounted when first shown, then kept, so that nothing typed is lost. Finds its surroundings by `useAppState` and `useWindowActions`. */
  readonly component: ComponentType<ViewProps>;
}

/** The views that are there, in the rail's order. To add one: a line here. */
export const views: readonly View[] = [
  { name: 'connections', label: 'Connections', icon: IconPlugConnected, component: ConnectionsPage },
  { name: 'requests', label: 'Requests', icon: IconSend2, component: RequestsView },
  { name: 'browser', label: 'Browser', icon: IconWorld, component: BrowserView },
  { name: 'policy', label: 'Policy', icon: IconPinned, component: PolicyView },
  { name: 'lab', label: 'Lab', icon: IconFlask, component: LabView },
  { name: 'watch', label: 'Watch', icon: IconEye, component: WatchView },
  { name: 'renewal', label: 'Renewal', icon: IconCalendarClock, component: RenewalView },
  { name: 'settings', label: 'Settings', icon: IconSettings, component: SettingsView },
];
