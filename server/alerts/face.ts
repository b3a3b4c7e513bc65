import type { Face, Lineage } from '#domain/alerts/alert.ts'
import type { Reading } from '#domain/alerts/detect.ts'
import { missing } from '#domain/alerts/explain.ts'
import { toneOf } from '#domain/alerts/level.ts'
import type { Root } from '#domain/alerts/merge.ts'
import { figureOf, sentenceOf, type PlaceNames } from '#domain/alerts/words.ts'
import type { Zone } from '#domain/zone.ts'

interface Frame {
  names: PlaceNames
  lineage: Lineage
  zone: Zone
  /** When it was evaluated, epoch ms: the view shows what was known then, up to that entry. */
  now: number
  seq: number
  /** The end of a stretch, epoch ms. */
  endOf(span: Reading['span']): number
}

/** The end of the days of a stretch on the business clock. */
export const endOf = ({ to, from, until_hour }: Reading['span'], zone: Zone): number =>
  until_hour === null ? zone.instant(to) : zone.instant(from, until_hour * 3_600_000)

/** A root cause as it is told: the cell, its sentence, the question behind its figure, and the desk's address. */
export function faceOf(root: Root, frame: Frame): Face {
  const { reading } = root
  const { measure, place, span } = reading
  const as_of = frame.zone.iso(frame.endOf(span))
  const view = {
    measures: [measure.name],
    where: Object.fromEntries(Object.entries(place.cell).map(([name, value]) => [name, [value]])),
    period: { from: span.from, to: span.to },
    ...(measure.from === 'stock' && { mode: 'stock' }),
    compare: ['previous'],
    as_of,
    known_at: frame.zone.iso(frame.now),
  }
  return {
    cell: place.cell,
    measure: measure.name,
    stage: measure.stage,
    side: reading.side,
    tone: toneOf(reading),
    ...sentenceOf(root, frame.names),
    figure: figureOf(reading, reading.units),
    usual: figureOf(reading, reading.usual),
    z: Math.round(reading.z * 100) / 100,
    units: Math.max(0, Math.round(missing(reading))),
    span,
    view,
    seq: frame.seq,
    link: deskLink(frame.lineage(place.cell), reading, as_of),
  }
}

/** Where a part of a cell stands in the desk's address. */
const PARTS = [['region', 'region'], ['area', 'area'], ['dealer', 'dealer_id'], ['model', 'model'], ['channel', 'channel']] as const // prettier-ignore

/** The desk at a cell and step over days, against the days before, as things stood at an instant. */
function deskLink(cell: Readonly<Record<string, string>>, { span, measure }: Reading, as_of: string): string {
  const query = new URLSearchParams()
  for (const [name, dimension] of PARTS) if (cell[dimension] !== undefined) query.set(name, cell[dimension])
  query.set('from', span.from)
  query.set('to', span.to)
  query.set('as_of', new Date(as_of).toISOString())
  query.set('gap', 'range')
  query.set('step', measure.step)
  return `/desk?${query.toString()}`
}
