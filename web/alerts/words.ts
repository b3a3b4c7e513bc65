import type { Alert, Face } from '#domain/alerts/alert.ts'
import { sourceWords } from '#domain/source.ts'
import { measureText } from '../format/measure.ts'
import { count } from '../format/number.ts'
import { dayText } from '../format/time.ts'
import { say } from '../i18n/i18n.ts'
import type { Lang } from '../i18n/lang.ts'
import { measureName } from '../i18n/measure.ts'
import type { Names } from '../session/names.ts'

/** What an alert is read in. */
export interface Reader {
  lang: Lang
  names: Names
  zone: string
  /** Epoch ms. */
  now: number
}

/** Where: 全国, 华东, 苏南, a store; with the model, channel or rival that it is about. */
export function placeText({ cell }: Pick<Face, 'cell'>, { lang, names }: Reader): string {
  const { dealer_id, area, region, model, channel, competitor_model } = cell
  const place =
    dealer_id !== undefined ? names.place('dealer', dealer_id, lang)
    : area !== undefined ? names.place('area', area, lang)
    : region !== undefined ? names.place('region', region, lang)
    : say('nation') // prettier-ignore
  return [
    place,
    ...(model === undefined ? [] : [names.model(model, lang)]),
    ...(channel === undefined ? [] : [names.channel(channel, lang)]),
    ...(competitor_model === undefined ? [] : [say('al_rival', { name: competitor_model })]),
  ].join(' ')
}

/** Cars stand at an instant; everything else came over days. */
const CARS = 'vehicle_on_hand'

/** What happened, in one short line. */
export const headText = (alert: Alert, reader: Reader): string =>
  alert.kind === 'data'
    ? say('al_silent', { source: sourceWords(alert.cell['source'] ?? '')[reader.lang] })
    : say('al_what', { place: placeText(alert, reader), measure: measureName(alert.measure, reader.lang) })

/** `132，平时 205`. */
export function figureText({ measure, figure, usual }: Face, { lang }: Reader): string {
  return say('al_against', { figure: measureText(measure, figure, lang), usual: measureText(measure, usual, lang) })
}

/** `−36%` of what is usual. */
export function changeText({ figure, usual }: Face): string {
  if (usual === 0) return ''
  const change = Math.round((figure / usual - 1) * 100)
  return `${change < 0 ? '−' : '+'}${Math.abs(change)}%`
}

export function spanText({ span, measure }: Face, { lang }: Reader): string {
  if (measure === CARS) return say('al_present')
  if (span.until_hour !== null) return say('al_day', { hour: span.until_hour })
  const days = (Date.parse(span.to) - Date.parse(span.from)) / 86_400_000
  return days === 1 ? say('al_whole_day', { day: dayText(span.from, lang) }) : say('al_week')
}

export function ageText(raised_at: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(raised_at)) / 60_000))
  if (minutes < 2) return say('al_now')
  if (minutes < 60) return say('al_minutes', { n: minutes })
  if (minutes < 1_440) return say('al_hours', { n: Math.floor(minutes / 60) })
  return say('al_days', { n: Math.floor(minutes / 1_440) })
}

const MOST_PARTS = 3

/** Units missing, or more than usual. */
export const unitsText = ({ units, side }: Face, { lang }: Reader): string =>
  say(side === 'rise' ? 'al_more' : 'al_missing', { n: count(units, lang) })

/** Places inside that carry most of it, measures that moved with it, and rates that it only thinned out. */
export function partsText(alert: Alert, reader: Reader): { places: string; measures: string; thinned: string } {
  const same = alert.parts.filter(({ measure }) => measure === alert.measure)
  const others = alert.parts.filter(({ measure, side }) => measure !== alert.measure && side === alert.side)
  const thinned = alert.parts.filter(({ measure, side }) => measure !== alert.measure && side !== alert.side)
  const list = (texts: readonly string[]): string =>
    [...new Set(texts)].slice(0, MOST_PARTS).join(reader.lang === 'zh' ? '、' : ', ')
  return {
    places: list(same.map((part) => placeText(part, reader))),
    measures: list(others.map(({ measure }) => measureName(measure, reader.lang))),
    thinned: list(thinned.map(({ measure }) => measureName(measure, reader.lang))),
  }
}
