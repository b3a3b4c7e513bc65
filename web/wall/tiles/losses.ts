import type { Cause, Diagnosis } from '#domain/diagnosis/answer.ts'
import type { Reading } from '#domain/reading/reading.ts'
import type { Request } from '../../live/send.ts'
import { drawnWidth } from '../../format/number.ts'
import { spotOf } from '../../desk/why/link.ts'
import { writeWhy, WHY_START } from '../../desk/why/state.ts'
import { causeText } from '../../desk/why/words.ts'
import type { Lang } from '../../i18n/lang.ts'
import type { Names } from '../../session/names.ts'
import type { Scene } from '../scene.ts'
import { writeState } from '../state.ts'

/** The question of the scene: against its target, where it has one, as A1 stands against it. */
export const whyBody = ({ state, where, retail }: Scene, rated: boolean): object => ({
  measure: retail,
  where,
  period: state.period,
  compare: rated ? 'target' : 'previous',
})

export const askCauses = (scene: Scene, rated: boolean): Request => ({
  address: '/api/diagnose',
  body: JSON.stringify({ ...whyBody(scene, rated), soon: true }),
})

/** What speaks for a cause from outside and from inside. */
export const askReading = (scene: Scene, rated: boolean, { segment, stage }: Cause): Request => ({
  address: '/api/reading',
  body: JSON.stringify({ ...whyBody(scene, rated), segment, stage }),
})

const SENTENCES = 3

/** The largest losses, each with one place and one step. */
export const losses = ({ causes }: Pick<Diagnosis, 'causes'>): Cause[] =>
  causes
    .filter(({ units }) => units < 0)
    .sort((a, b) => a.units - b.units)
    .slice(0, SENTENCES)

/** Widths that a sentence has beside its units, as `drawnWidth` guesses them: Latin letters run narrower than it says. */
export const ROOM = { zh: 15.4, en: 17.2, upright: 26 }
/** What the mark of a side takes of it. */
export const MARK = 0.8

/** A cause as it is printed: the place, and what happened there; the place alone is shortened. */
export function sentence(
  cause: Cause,
  scope: string,
  names: Names,
  lang: Lang,
  most: number,
): { place: string; what: string } {
  const { place, what } = causeText(cause, scope, names, lang)
  const room = most - drawnWidth(what) - 1
  return { place: drawnWidth(place) <= room ? place : fitted(place, Math.max(2, room)), what }
}

function fitted(text: string, room: number): string {
  let kept = ''
  for (const character of text) {
    if (drawnWidth(`${kept}${character}…`) > room) break
    kept += character
  }
  return `${kept}…`
}

/** The desk at exactly the cell of a cause. */
export function deskAt(
  scene: Scene,
  { segment, stage }: Cause,
  names: Names,
): { path: string; query: Record<string, string> } {
  const { path, step, across, cell, model, channel } = spotOf(segment, stage, scene.state.path, names)
  const state = { ...scene.state, path, model: model ?? scene.state.model, channel: channel ?? scene.state.channel }
  return { path: '/desk', query: { ...writeState(state), ...writeWhy({ ...WHY_START, step, across, cell }) } }
}

/** The mark of a reading's side; `null` while it is not decided. */
export const sideMark = (reading: Pick<Reading, 'side'> | null): 'outside' | 'inside' | 'data' | null =>
  reading && reading.side !== 'unknown' ? reading.side : null
