import type { DimensionName } from './dimensions.ts'
import type { Advisor, Channel, Dealer, Model } from './streams.ts'

/** Dimensions that a dealer's place in the organisation answers. */
export type DealerDimension = 'region' | 'area' | 'province' | 'city' | 'group' | 'channel_type' | 'city_tier'
export type ModelDimension = 'series' | 'brand' | 'energy'
export type ChannelDimension = 'channel_1' | 'channel_2' | 'channel_3' | 'channel_4'

export interface ReferenceRows {
  dealers: Dealer[]
  advisors: Advisor[]
  models: Model[]
  channels: Channel[]
}

/** The organisation, models and channels as reference streams told them; small, held whole, never changed in place. */
export interface Organisation {
  /** Whether a dealer code, or another system's alias of it, is known; answers the dealer's own code. */
  dealerCode(code: string): string | undefined
  /** The dealer's row valid on a business day; before its first row the first one. */
  dealer(code: string, day: string): Dealer | undefined
  /** A dealer's rows, oldest first; the first one is valid from the beginning. */
  dealerRows(code: string): readonly Dealer[]
  dealerCodes(): readonly string[]
  advisor(code: string, day: string): Advisor | undefined
  advisorCodes(): readonly string[]
  /** A model's own code for an alias; unknown codes stay as they are. */
  modelCode(code: string): string
  model(code: string): Model | undefined
  modelCodes(): readonly string[]
  modelAliases(): ReadonlyMap<string, string>
  channelCode(code: string): string
  channel(code: string): Channel | undefined
  channelCodes(): readonly string[]
  channelAliases(): ReadonlyMap<string, string>
  /** The codes from the top of the channel tree down to this channel, at most four. */
  channelPath(code: string): readonly string[]
}

const CHANNEL_LEVELS = 4

/** A dealer's value of a dimension, `''` when absent. */
export const dealerValue = (dealer: Dealer | undefined, dimension: DealerDimension): string => dealer?.[dimension] ?? ''

/** A model's value of a dimension, `''` when absent. */
export const modelValue = (model: Model | undefined, dimension: ModelDimension): string => model?.[dimension] ?? ''

/** The level of a channel dimension: `channel_2` → 1 (0-based). */
export const channelLevel = (dimension: ChannelDimension): number => Number(dimension.at(-1)) - 1

export const isDealerDimension = (name: DimensionName): name is DealerDimension =>
  ['region', 'area', 'province', 'city', 'group', 'channel_type', 'city_tier'].includes(name)

/** Builds the organisation from the streams' rows. Later rows of the same key replace earlier ones. */
export function organise(rows: ReferenceRows): Organisation {
  const dealers = history(rows.dealers, ({ dealer_id }) => dealer_id)
  const advisors = history(rows.advisors, ({ advisor_id }) => advisor_id)
  const models = new Map(rows.models.map((model) => [model.model, model]))
  const channels = new Map(rows.channels.map((channel) => [channel.channel, channel]))
  const dealerAliases = aliasesOf(rows.dealers, ({ dealer_id }) => dealer_id, dealers)
  const modelAliases = aliasesOf(rows.models, ({ model }) => model, models)
  const channelAliases = aliasesOf(rows.channels, ({ channel }) => channel, channels)

  const channelPath = (code: string): readonly string[] => {
    const path: string[] = []
    for (let at = channels.get(code); at && !path.includes(at.channel); at = channels.get(at.parent ?? ''))
      path.unshift(at.channel)
    return path.slice(0, CHANNEL_LEVELS)
  }
  const paths = new Map([...channels.keys()].map((code) => [code, channelPath(code)]))
  const dealerCode = (code: string) => (dealers.has(code) ? code : dealerAliases.get(code))

  return {
    dealerCode,
    dealer: (code, day) => validOn(dealers.get(code), day),
    dealerRows: (code) => dealers.get(code) ?? [],
    dealerCodes: () => [...dealers.keys()],
    advisor: (code, day) => validOn(advisors.get(code), day),
    advisorCodes: () => [...advisors.keys()],
    modelCode: (code) => modelAliases.get(code) ?? code,
    model: (code) => models.get(code),
    modelCodes: () => [...models.keys()],
    modelAliases: () => modelAliases,
    channelCode: (code) => channelAliases.get(code) ?? code,
    channel: (code) => channels.get(code),
    channelCodes: () => [...channels.keys()],
    channelAliases: () => channelAliases,
    channelPath: (code) => paths.get(code) ?? [],
  }
}

function history<T extends { valid_from?: string | undefined }>(
  rows: readonly T[],
  code: (row: T) => string,
): Map<string, T[]> {
  const grouped = new Map<string, Map<string, T>>()
  for (const row of rows) {
    const own = grouped.get(code(row)) ?? new Map<string, T>()
    own.set(row.valid_from ?? '', row)
    grouped.set(code(row), own)
  }
  return new Map(
    [...grouped].map(([key, own]) => [key, [...own].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)]),
  )
}

function validOn<T extends { valid_from?: string | undefined }>(
  rows: readonly T[] | undefined,
  day: string,
): T | undefined {
  return rows?.findLast(({ valid_from }) => (valid_from ?? '') <= day) ?? rows?.[0]
}

function aliasesOf<T extends { aliases?: string[] | undefined }>(
  rows: readonly T[],
  code: (row: T) => string,
  own: ReadonlyMap<string, unknown>,
): Map<string, string> {
  const aliases = new Map<string, string>()
  for (const row of rows) for (const alias of row.aliases ?? []) if (!own.has(alias)) aliases.set(alias, code(row))
  return aliases
}
