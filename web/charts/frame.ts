import type { Ink } from './ink.ts'

/**
 * What every chart along an axis has: it stands still, is written as the page is, and tells in a tip what the axis
 * points at, each value as `told`.
 */
export const frame = ({ line, text }: Ink, told?: (value: unknown) => string) => ({
  animation: false as const,
  textStyle: { fontFamily: 'inherit' },
  tooltip: {
    trigger: 'axis' as const,
    confine: true,
    backgroundColor: line,
    borderWidth: 0,
    textStyle: { color: text, fontSize: 12 },
    ...(told && { valueFormatter: told }),
  },
})
