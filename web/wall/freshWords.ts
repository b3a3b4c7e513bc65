import type { Status } from '#domain/pace.ts'
import { sourceWords } from '#domain/source.ts'
import { clockText, wallTime } from '../format/time.ts'
import { say } from '../i18n/i18n.ts'
import type { Lang } from '../i18n/lang.ts'
import type { FreshnessState } from './freshness.ts'
import type { Tip } from './tips.ts'

/** How old the newest data are: in seconds up to two minutes, in minutes up to an hour, then the time of day. `now` is epoch ms. */
export function freshText({ newest }: Pick<FreshnessState, 'newest'>, now: number, zone: string): string {
  if (newest === null) return say('fresh_none')
  const seconds = Math.max(0, Math.round((now - newest) / 1000))
  if (seconds < 120) return say('fresh_seconds', { n: seconds })
  if (seconds < 3600) return say('fresh_minutes', { n: Math.round(seconds / 60) })
  return say('fresh_at', { at: clockText(wallTime(newest, zone)) })
}

/** How many sources are on time; empty where none is counted. */
export const sourcesText = ({ sources, late }: Pick<FreshnessState, 'sources' | 'late'>): string =>
  sources.length > 0 ? say('sources_ok', { ok: sources.length - late.length, all: sources.length }) : ''

export function freshLamp({ newest, late }: Pick<FreshnessState, 'newest' | 'late'>): Status {
  if (newest === null) return 'unrated'
  return late.length > 0 ? 'warning' : 'on_plan'
}

/** Each source, and when it was last heard. */
export const sourcesTip = ({ sources }: Pick<FreshnessState, 'sources'>, zone: string, lang: Lang): Tip => ({
  title: say('sources'),
  lines: sources.map(({ source, heard, late }) =>
    say(late ? 'source_late' : 'source_fine', {
      source: sourceWords(source)[lang],
      at: clockText(wallTime(heard, zone)),
    }),
  ),
})
