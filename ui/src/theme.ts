import { createTheme, type MantineColorsTuple, type MantineThemeOverride } from '@mantine/core';

/** The accent: petrol, as ink on a record card. Steps 6 and 7 carry white text at AA, 3 and 4 dark text. */
const petrol: MantineColorsTuple = [
  '#e9f6f7',
  '#d3ebed',
  '#a8d8dc',
  '#77c2c8',
  '#4cabb4',
  '#228c97',
  '#0b6e79',
  '#095e68',
  '#084e56',
  '#063c43',
];

const gray: MantineColorsTuple = [
  '#f8f9f9',
  '#f1f3f3',
  '#e6e9ea',
  '#d9dddf',
  '#c3c9cc',
  '#9aa3a7',
  '#657075',
  '#4b555a',
  '#30383c',
  '#1b2124',
];

/** 0–3 text, 4–5 borders and hover, 6 raised, 7 page, 8–9 below the page. */
const dark: MantineColorsTuple = [
  '#dfe3e4',
  '#c0c7c9',
  '#98a2a5',
  '#6d787c',
  '#343c40',
  '#282f32',
  '#1e2427',
  '#16191b',
  '#111415',
  '#0c0e0f',
];

/** Plain objects: importing the components here would put all of them into the first view. */
const components: MantineThemeOverride['components'] = {
  Input: {
    vars: () => ({ wrapper: { '--input-height': '2.125rem', '--input-fz': 'var(--mantine-font-size-md)' } }),
  },
  InputWrapper: { styles: { label: { fontWeight: 500, marginBottom: 4 } } },
  Button: {
    defaultProps: { size: 'sm' },
    vars: (_theme: unknown, { size }: { size?: string }) =>
      size === 'sm'
        ? { root: { '--button-height': '2.125rem', '--button-padding-x': '0.875rem' } }
        : { root: {} },
    styles: { label: { fontWeight: 500 } },
  },
  ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
  Badge: {
    defaultProps: { variant: 'light', radius: 'sm', size: 'md' },
    styles: { label: { textTransform: 'none', fontWeight: 500 } },
  },
  Card: { defaultProps: { withBorder: true, padding: 'md' } },
  Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: 12 } },
  Tabs: { defaultProps: { keepMounted: false } },
  Tooltip: { defaultProps: { withArrow: true, openDelay: 300, multiline: true, maw: 320 } },
  Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
  Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
  Modal: { defaultProps: { transitionProps: { duration: 120 }, centered: true } },
};

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 6, dark: 6 },
  colors: { petrol, gray, dark },
  white: '#ffffff',
  black: '#1b2124',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components,
});

/** Eight colours that colour-blind readers can tell apart, on light and on dark; the same entity keeps its own. */
export const SERIES = [
  '#228c97',
  '#e8871e',
  '#6a5acd',
  '#b4477f',
  '#7a9a2e',
  '#3b82c4',
  '#a8763e',
  '#808b90',
] as const;
