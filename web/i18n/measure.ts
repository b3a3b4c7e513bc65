import { MEASURES } from '#domain/measures.ts'
import type { Lang } from './lang.ts'

/** What a measure is called, as it is declared. */
export const measureName = (measure: string, lang: Lang): string => MEASURES.get(measure)?.[lang] ?? measure
