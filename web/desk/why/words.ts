import type { Cause } from '#domain/diagnosis/answer.ts'
import type { Segment } from '#domain/diagnosis/lattice.ts'
import { sourceWords } from '#domain/source.ts'
import { percent } from '../../format/number.ts'
import { say } from '../../i18n/i18n.ts'
import type { Lang } from '../../i18n/lang.ts'
import type { MessageKey } from '../../i18n/messages.ts'
import type { Names } from '../../session/names.ts'
import { LEVELS, type Level } from '../../wall/state.ts'

const LEVEL_OF: Record<string, Level> = { region: 'region', area: 'area', dealer_id: 'dealer', advisor_id: 'advisor' }

/** Whether a dimension is the channel or one of its levels. */
export const isChannel = (dimension: string): boolean => /^channel(_[1-4])?$/.test(dimension)

/** What a value of a dimension is called; `null` and nothing are unknown. */
export function valueName(dimension: string, code: string | null, names: Names, lang: Lang): string {
  if (code === null || code === '') return say('unknown')
  const level = LEVEL_OF[dimension]
  if (level) return names.place(level, code, lang)
  if (dimension === 'model') return names.model(code, lang)
  if (isChannel(dimension)) return names.channel(code, lang)
  if (dimension === 'source') return sourceWords(code)[lang]
  return code
}

/** The finest place that a segment names; `null` where it holds everywhere. */
export function placeOf(segment: Segment): { dimension: string; level: Level; code: string } | null {
  for (const level of [...LEVELS].reverse())
    for (const [dimension, code] of Object.entries(segment))
      if (LEVEL_OF[dimension] === level) return { dimension, level, code }
  return null
}

/** Values of a segment that are no place, as 澜E or 垂媒. Of channels only the finest. */
export function partsOf(segment: Segment): [dimension: string, code: string][] {
  const levels = Object.keys(segment).filter(isChannel).sort()
  const finest = levels.includes('channel') ? 'channel' : levels.at(-1)
  return Object.entries(segment).filter(([name]) => !LEVEL_OF[name] && (!isChannel(name) || name === finest))
}

/** `苏南 × 垂媒`; without a place `scope` stands for it. */
export function segmentText(segment: Segment, scope: string, names: Names, lang: Lang): string {
  const place = placeOf(segment)
  const where = place ? valueName(place.dimension, place.code, names, lang) : scope
  return [where, ...partsOf(segment).map(([name, code]) => valueName(name, code, names, lang))].join(' × ')
}

/** Digits that a pair of rates needs to be told apart: `5.9→3.7%`, `63→41%`. */
function pair(before: number, now: number): { from: string; to: string } {
  const digits = Math.max(before, now) < 0.1 || Math.abs(before - now) < 0.02 ? 1 : 0
  return { from: percent(before, digits).replace('%', ''), to: percent(now, digits) }
}

/** What happened at a step: `到店率 5.9→3.7%`, `唯一线索 −70%`. */
export function changeText({ stage, of, rate, expected, actual }: Pick<Cause, 'stage' | 'of' | 'rate' | 'expected' | 'actual'>): string {
  if (of === 'rate' && rate) return say(`cause_${stage}` as MessageKey, pair(rate.before, rate.now))
  const change = expected > 0 ? actual / expected - 1 : 0
  const text = percent(change, 0)
  const what = say(`w_count_${stage}` as MessageKey, { change: change > 0 ? `+${text}` : text })
  return of === 'mix' ? say('w_dilutes', { what }) : what
} // prettier-ignore

/** A cause in one line for a narrow place: the finest place, what it is about, and the change. */
export function causeText(cause: Cause, scope: string, names: Names, lang: Lang): { place: string; what: string } {
  const place = placeOf(cause.segment)
  const parts = partsOf(cause.segment).map(([name, code]) => valueName(name, code, names, lang))
  const between = lang === 'zh' ? '' : ' '
  return {
    place: place ? valueName(place.dimension, place.code, names, lang) : scope,
    what: [...parts, changeText(cause)].join(between),
  }
}
