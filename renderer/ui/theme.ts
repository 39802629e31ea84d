import { createTheme, type MantineThemeOverride } from '@mantine/core';

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
  components: {
    ActionIcon: { defaultProps: { size: 'sm', variant: 'subtle', color: 'gray' } },
    Button: small,
    Checkbox: small,
    Menu: { defaultProps: { shadow: 'md' } },
    PasswordInput: small,
    Radio: small,
    SegmentedControl: small,
    Select: small,
    Switch: small,
    Textarea: small,
    TextInput: small,
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});
