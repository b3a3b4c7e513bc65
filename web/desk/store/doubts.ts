import { CHECKS, checkOf, type CheckName } from '#domain/doubts/checks.ts'
import type { Doubt } from '#domain/doubts/judge.ts'
import { percent } from '../../format/number.ts'
import type { Lang } from '../../i18n/lang.ts'
import { send } from '../../live/send.ts'

/** What is to be checked at a store, in words. */
export interface DoubtLine {
  id: string
  advisor: string | null
  name: string
  rule: string
  value: string
}

const valueText = ({ check, value, units }: Doubt): string => {
  const { unit } = checkOf(check)
  if (unit === 'share') return `${percent(value)} (n ${units})`
  return unit === 'hours' ? `${Math.round(value)} h` : String(Math.round(value))
}

/** Doubts in words, the store's own first; checks that this version does not know are left out. */
export function doubtLines(doubts: readonly Doubt[], lang: Lang): DoubtLine[] {
  return doubts
    .filter(({ check }) => Object.hasOwn(CHECKS, check))
    .map((doubt) => {
      const { zh, en, formula } = checkOf(doubt.check as CheckName)
      return {
        id: `${doubt.check}:${doubt.advisor_id ?? ''}`,
        advisor: doubt.advisor_id,
        name: lang === 'zh' ? zh : en,
        rule: formula[lang],
        value: valueText(doubt),
      }
    })
    .sort((a, b) => Number(a.advisor !== null) - Number(b.advisor !== null) || (a.id < b.id ? -1 : 1))
}

/** What is to be checked at a store; `null` where the house does not look for it. */
export async function readDoubts(question: object): Promise<Doubt[] | null> {
  const reply = await send<Doubt[]>('/api/doubts', JSON.stringify(question))
  return Array.isArray(reply) ? reply : null
}
