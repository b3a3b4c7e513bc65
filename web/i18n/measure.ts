import { shallowRef } from 'vue'
import type { Measure } from '#domain/measure.ts'
import { MEASURES, type Dictionary } from '#domain/measures.ts'
import type { Lang } from './lang.ts'

/** What names mean in this war room: the default definitions until the server has told its own. */
const dictionary = shallowRef<Dictionary>(MEASURES)

/** Takes the declarations of `GET /api/measures`, in which settings have chosen between definitions. */
export function takeMeasures(declared: readonly Measure[]): void {
  dictionary.value = new Map(declared.map((measure) => [measure.name, measure]))
}

/** The declaration of a measure as this war room counts it: names, formula, meaning and source. Reactive. */
export const measureOf = (name: string): Measure | undefined => dictionary.value.get(name)

/** What a measure is called, as it is declared. */
export const measureName = (measure: string, lang: Lang): string => measureOf(measure)?.[lang] ?? measure

/** Names that are too long for a narrow tile, said shorter; the tip has the whole one. */
const SHORT: Readonly<Record<string, Record<Lang, string>>> = {
  first_response_median: { zh: '首次响应', en: 'Response' },
  contact_24h_rate: { zh: '24h及时', en: 'In 24 h' },
  order_in_hand: { zh: '在手订单', en: 'In hand' },
  order_cancel: { zh: '今日退订', en: 'Cancelled' },
}

/** What a measure is called where there is little room. */
export const shortName = (measure: string, lang: Lang): string => SHORT[measure]?.[lang] ?? measureName(measure, lang)
