import type { Dimension } from '#domain/dimensions.ts'
import type { Words } from '#domain/measure.ts'
import type { Organisation } from '#domain/organisation.ts'
import { sourceWords } from '#domain/source.ts'

type Attrs = Readonly<Record<string, unknown>> | undefined

const text = (attrs: Attrs, name: string): string | undefined => {
  const value = attrs?.[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
const words = (zh: string | undefined, en: string | undefined, code: string): Words => ({
  zh: zh ?? code,
  en: en ?? zh ?? code,
})

const PLACES = ['region', 'area', 'city'] as const

/** A value of a dimension by the name that people know it by; codes that nobody knows stay as they are. */
export function labelOf(dimension: Dimension, value: string, organisation: Organisation, day: string): Words {
  if (dimension === 'dealer_id') {
    const { name, attrs } = organisation.dealer(value, day) ?? {}
    return words(text(attrs, 'short_name') ?? name, text(attrs, 'short_en') ?? text(attrs, 'name_en'), value)
  }
  if (dimension === 'advisor_id') {
    const { name, attrs } = organisation.advisor(value, day) ?? {}
    return words(name, text(attrs, 'name_en') ?? text(attrs, 'en'), value)
  }
  if (dimension === 'model') {
    const attrs = organisation.model(organisation.modelCode(value))?.attrs
    return words(text(attrs, 'zh'), text(attrs, 'en'), value)
  }
  if (dimension === 'channel' || dimension.startsWith('channel_')) {
    const channel = organisation.channel(organisation.channelCode(value))
    return words(channel?.name, text(channel?.attrs, 'en'), value)
  }
  if (dimension === 'source') return sourceWords(value)
  const place = PLACES.find((name) => name === dimension)
  if (!place) return words(undefined, undefined, value)
  const dealer = organisation.dealerCodes().map((code) => organisation.dealer(code, day)).find((one) => one?.[place] === value) // prettier-ignore
  return words(value, text(dealer?.attrs, `${place}_en`), value)
}

/** A segment in words: `苏南 · 垂媒`; the whole where it names nothing. */
export function segmentWords(
  segment: Readonly<Record<string, string>>,
  organisation: Organisation,
  day: string,
): Words {
  const labels = Object.entries(segment).map(([name, value]) => labelOf(name as Dimension, value, organisation, day))
  if (labels.length === 0) return { zh: '全部', en: 'all' }
  return { zh: labels.map(({ zh }) => zh).join(' · '), en: labels.map(({ en }) => en).join(' · ') }
}
