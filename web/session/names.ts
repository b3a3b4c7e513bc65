import { provinceNames } from '../wall/cartogram.ts'
import type { Level } from '../wall/state.ts'
import type { Lang } from '../i18n/lang.ts'
import type { ReferenceFacts } from './facts.ts'

/** What things are called on the wall. Codes without a reference row are shown as they are. */
export interface Names {
  /** The whole maker is in scope, and not a part of it. */
  whole: boolean
  place(level: Level, code: string, lang: Lang): string
  /** The store's name for a narrow column. */
  store(code: string, lang: Lang): string
  model(code: string, lang: Lang): string
  channel(code: string, lang: Lang): string
  city(code: string, lang: Lang): string
  models: readonly string[]
  /** Channel codes with their level from the top (1-based), in tree order. */
  channels: readonly { code: string; level: number }[]
  channelLevel(code: string): number
  regions: readonly string[]
  regionOf(province: string): string | undefined
  regionOfArea(area: string): string | undefined
  dealer(code: string): ReferenceFacts['dealers'][number] | undefined
  dealers: ReferenceFacts['dealers']
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Builds the names from the reference rows: Chinese from the rows, English from their `attrs`. */
export function namesOf({ dealers, advisors, models, channels }: ReferenceFacts, whole = true): Names {
  const dealer = new Map(dealers.map((row) => [row.dealer_id, row]))
  const advisor = new Map(advisors.map((row) => [row.advisor_id, row]))
  const model = new Map(models.map((row) => [row.model, row]))
  const channel = new Map(channels.map((row) => [row.channel, row]))
  const english = {
    region: new Map<string, string>(),
    area: new Map<string, string>(),
    city: new Map<string, string>(),
  }
  const provinces = new Map<string, string>()
  for (const { region, area, city, province, attrs } of dealers) {
    for (const [level, code] of [
      ['region', region],
      ['area', area],
      ['city', city],
    ] as const) {
      const name = text(attrs?.[`${level}_en`])
      if (name) english[level].set(code, name)
    }
    provinces.set(province, region)
  }
  const levelOf = (code: string): number => {
    let level = 1
    for (let at = channel.get(code)?.parent; at && level < 4; at = channel.get(at)?.parent) level++
    return level
  }
  const below = (parent: string | null): { code: string; level: number }[] =>
    channels
      .filter((row) => (row.parent ?? null) === parent)
      .flatMap((row) => [{ code: row.channel, level: levelOf(row.channel) }, ...below(row.channel)])

  const store = (code: string, lang: Lang): string => {
    const row = dealer.get(code)
    if (!row) return code
    return (
      (lang === 'en' ? (text(row.attrs?.short_en) ?? text(row.attrs?.name_en)) : text(row.attrs?.short_name)) ??
      row.name
    )
  }
  return {
    whole,
    store,
    place(level, code, lang) {
      if (level === 'dealer') return store(code, lang)
      if (level === 'advisor') {
        const row = advisor.get(code)
        return (lang === 'en' ? (text(row?.attrs?.name_en) ?? text(row?.attrs?.en)) : undefined) ?? row?.name ?? code
      }
      return (lang === 'en' ? english[level].get(code) : undefined) ?? code
    },
    model: (code, lang) => text(model.get(code)?.attrs?.[lang]) ?? code,
    channel: (code, lang) =>
      (lang === 'en' ? text(channel.get(code)?.attrs?.en) : undefined) ?? channel.get(code)?.name ?? code,
    city: (code, lang) => (lang === 'en' ? english.city.get(code) : undefined) ?? code.replace(/市$/, ''),
    models: models.map((row) => row.model),
    channels: below(null),
    channelLevel: levelOf,
    regions: [...new Set(dealers.map((row) => row.region))],
    regionOf: (province) => provinces.get(province) ?? provinces.get(provinceNames(province)?.full ?? ''),
    regionOfArea: (area) => dealers.find((row) => row.area === area)?.region,
    dealer: (code) => dealer.get(code),
    dealers,
  }
}
