/** Colours of the theme that the chart stands in. */
export interface Ink {
  text: string
  second: string
  line: string
  then: string
  bar: string
}

/** The desk's colours, for charts that cannot read them from the page. */
export const INKS: Readonly<Record<'dark' | 'light', Ink>> = {
  dark: { text: '#E8EEF7', second: '#9FB0C8', line: '#22304A', then: '#7A8BA6', bar: '#5C6E8C' },
  light: { text: '#141E30', second: '#4C5B72', line: '#E0E6EE', then: '#8595AE', bar: '#8595AE' },
}
