import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { isChannel, type Dimension } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'

/**
 * Values of a question's channels that belong to the `listed` channels: those themselves, what lies below them, and the
 * branch above them where the leaves tell no finer one.
 */
export function eventsAmong(
  { dims, rows }: Pick<Leaves, 'dims' | 'rows'>,
  listed: readonly string[],
  { channelPath }: Pick<Organisation, 'channelPath'>,
): string[] {
  const channels = dims.flatMap((name, d) => (isChannel(name as Dimension) ? [d] : []))
  const finest = dims.includes('channel') ? dims.indexOf('channel') : channels.at(-1)
  if (finest === undefined || listed.length === 0) return []
  const values = [...new Set(rows.map((row) => row[finest]!))]
  return values.filter((value) =>
    listed.some((one) => channelPath(value).includes(one) || channelPath(one).includes(value)),
  )
}
