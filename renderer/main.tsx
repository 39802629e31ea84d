import './ui/mantine.css';
import './ui/tokens.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { call } from './bridge.ts';
import { App } from './app.tsx';
import { followContrast } from './contrast.ts';
import { colorSchemeOfSettings } from './color-scheme.ts';
import { loadDrafts } from './drafts.ts';
import { followState } from './followed-state.ts';
import { cssVariablesResolver, theme } from './ui/theme.ts';
import { showUnhandled } from './unhandled.ts';
import { loadWindowSettings } from './window-settings.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root element.');
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

window.addEventListener('unhandledrejection', ({ reason }) => {
  showUnhandled(reason);
});

const draw = (): void => {
  followContrast();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemeOfSettings}
        getStyleNonce={() => nonce}
      >
        {/* Above the shade of a dialog (150, in theme.ts), below the dialog itself (200): never over its buttons. */}
        <Notifications position="bottom-right" limit={4} zIndex={190} />
        <App followed={followState('state.changed', () => call('state.get', {}))} />
      </MantineProvider>
    </StrictMode>,
  );
};

// Settings and drafts that cannot be had are no reason to show nothing.
void Promise.all([loadWindowSettings(), loadDrafts()]).finally(draw);
