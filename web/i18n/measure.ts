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
