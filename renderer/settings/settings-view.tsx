import type { ReactElement } from 'react';
import { AboutCard } from './about-card.tsx';
import { ClientCertificatesCard } from './client-certificates-card.tsx';
import { InterceptorCard } from './interceptor-card.tsx';
import { JournalCard } from './journal-card.tsx';
import { OverridesCard } from './overrides-card.tsx';
import { RouteCard } from './route-card.tsx';
import classes from './settings-view.module.css';
import { TrustCard } from './trust-card.tsx';
import { UnpinnedCard } from './unpinned-card.tsx';
import { UpdatesCard } from './updates-card.tsx';

/** How traffic leaves, who may listen, who is trusted, and what is kept. */
export const SettingsView = (): ReactElement => (
  <div className={classes.view}>
    <h1>Settings</h1>
    <div className={classes.columns}>
      <div className={classes.column}>
        <RouteCard />
        <OverridesCard />
        <InterceptorCard />
        <ClientCertificatesCard />
      </div>
      <div className={classes.column}>
        <TrustCard />
        <UnpinnedCard />
        <JournalCard />
        <UpdatesCard />
        <AboutCard />
      </div>
    </div>
  </div>
);
