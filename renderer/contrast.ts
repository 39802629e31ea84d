import { readWindowSettings, subscribeWindowSettings } from './window-settings.ts';

/** More contrast where the system asks for it or the person chose it; tokens.css follows the attribute. */
export const followContrast = (): void => {
  const system = matchMedia('(prefers-contrast: more)');
  const apply = (): void => {
    const isMore = system.matches || readWindowSettings().contrast === 'more';
    document.documentElement.dataset.contrast = isMore ? 'more' : 'usual';
  };
  system.addEventListener('change', apply);
  subscribeWindowSettings(apply);
  apply();
};
