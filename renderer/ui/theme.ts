import { createTheme, type CSSVariablesResolver, type MantineThemeOverride } from '@mantine/core';

const small = { defaultProps: { size: 'xs' } };

/** Dense and calm: small controls, system fonts, one accent. Surfaces and verdict tones are in tokens.css. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'sm',
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  // Text, soft text, faint text, …, borders, hover, controls, page: the same steps as in tokens.css.
  colors: {
    dark: [
      '#e7eaef',
      '#b4bcc8',
      '#98a2b0',
      '#5b6675',
      '#465060',
      '#29303a',
      '#1d222a',
      '#171b21',
      '#101318',
      '#0c0e12',
    ],
  },
  components: {
    ActionIcon: { defaultProps: { size: 'sm', variant: 'subtle', color: 'gray' } },
    Button: small,
    Checkbox: small,
    Menu: { defaultProps: { shadow: 'md' } },
    Modal: { defaultProps: { overlayProps: { zIndex: 150 } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // Mantine keeps its button out of the tab order.
    PasswordInput: {
      defaultProps: {
        ...small.defaultProps,
        visibilityToggleButtonProps: { tabIndex: 0, 'aria-label': 'Show or hide the password' },
      },
    },
    Radio: small,
    SegmentedControl: small,
    Select: small,
    Switch: small,
    Textarea: small,
    TextInput: small,
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});

const both = {
  '--mantine-color-body': 'var(--surface-panel)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-faint)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-default': 'var(--surface-panel)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
};

/** Mantine's own dimmed and placeholder greys miss WCAG AA: its controls take the colours of tokens.css instead. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: both,
  dark: { ...both, '--mantine-color-default': 'var(--surface-inset)' },
});
