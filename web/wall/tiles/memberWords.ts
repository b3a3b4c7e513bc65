import { count, drawnWidth, NONE, percent, signed } from '../../format/number.ts'
import { say } from '../../i18n/i18n.ts'
import type { Lang } from '../../i18n/lang.ts'
import type { Level } from '../state.ts'
import type { Headline } from './headline.ts'
import type { Member, Members } from './regions.ts'

/** Widths of names in rem. */
const NAMES: Record<Lang, Record<Level, number>> = {
  zh: { region: 0.86, area: 1.12, dealer: 1.7, advisor: 1.12 },
  en: { region: 1.36, area: 2.04, dealer: 2.16, advisor: 2.16 },
}

/** Columns as wide as their longest text needs; what is left belongs to the bars. As style variables, in rem. */
export function memberColumns(rows: readonly Member[], level: Level | null, lang: Lang): Record<string, string> {
  const widest = (texts: string[], size: number, least: number) =>
    Math.max(least, ...texts.map((text) => drawnWidth(text) * size + 0.02))
  const units = widest(rows.map((row) => count(row.actual, lang)), 0.28, 0.64) // prettier-ignore
  const gaps = widest(rows.map((row) => signed(row.units, lang)), 0.32, 0.84) // prettier-ignore
  return {
    '--member-columns': `0.28rem ${NAMES[lang][level ?? 'region']}rem 1fr ${units}rem 0.92rem ${gaps}rem`,
    '--units': `${units}rem`,
    '--gaps': `${gaps}rem`,
  }
}

const FOOT_WIDTH = 28.4

/** What the column adds up to, and why that differs from the gap above: the targets below are usually higher. */
export function membersFoot(
  { targets, gaps }: Pick<Members, 'targets' | 'gaps'>,
  parent: Pick<Headline, 'target' | 'gap'> | null,
  nation: boolean,
  lang: Lang,
): string[] {
  if (targets <= 0) return []
  const own = parent?.target ?? 0
  const key = own > 0 && targets > own * 1.001 ? 'targets_sum_more' : 'targets_sum'
  const parts = [say(key, { sum: count(targets, lang), share: own > 0 ? percent(targets / own, 0) : NONE })]
  if (gaps !== null) parts.push(say('gaps_sum', { gap: signed(gaps, lang) }))
  const above = nation ? 'gap_parent_nation' : 'gap_parent'
  if (parent?.gap) parts.push(say(above, { gap: signed(parent.gap.units, lang) }))
  while (drawnWidth(parts.join('—')) > FOOT_WIDTH) parts.pop()
  return parts
}
