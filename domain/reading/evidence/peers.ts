import type { Dimension } from '../../dimensions.ts'
import type { Words } from '../../measure.ts'
import type { Gathered, Peers } from '../gathered.ts'
import { changeOf, followed, movementOf, valueOf, type Pair } from '../moved.ts'
import type { Figure, Sentence } from '../reading.ts'
import { course, percent, say } from '../say.ts'

const WHO: Readonly<Record<Peers['level'], Words>> = {
  colleagues: { zh: '同店其他 {n} 位顾问', en: '{n} other advisors of the dealer' },
  city: { zh: '同城其他 {n} 店', en: '{n} other dealers of the same city' },
  region: { zh: '同大区其他 {n} 店', en: '{n} other dealers of the region' },
  tier: { zh: '同级城市其他 {n} 店', en: '{n} dealers in cities of the same tier' },
  others: { zh: '其他 {n} 店', en: '{n} other dealers' },
}

/** Dimensions that bind a question to the segment's own place. */
const PLACES: readonly Dimension[] = ['region', 'area', 'province', 'city', 'group', 'channel_type', 'city_tier', 'dealer_id', 'advisor_id'] // prettier-ignore
const MOST_SHOWN = 500

/** Fewer stores than this have no common direction. */
const LEAST_STORES = 4
const MOST_TOGETHER = 0.8

export const figureOf = (name: string, { now, before }: Pair): Figure => ({
  name,
  value: valueOf(now),
  before: valueOf(before),
  unit: now.below === null ? 'count' : 'rate',
})

/** A count's course as a change in per cent, a rate's as its two values. */
export function courseOf(pair: Pair): Words {
  if (pair.now.below === null) return percent(changeOf(pair))
  return course(valueOf(pair.before), valueOf(pair.now), 'rate')
}

/** Did others in the same place move too? Then the cause lies outside. Only this one? Then it lies inside. */
export function peersEvidence(given: Gathered): Sentence[] {
  const { peers, pair, direction, kpi, units } = given
  if (!peers) {
    const words = given.veiled
      ? { zh: '无证据：可见范围内没有可比门店', en: 'No evidence: no comparable dealer within sight' }
      : { zh: '无证据：没有其他门店可比', en: 'No evidence: there is no other dealer to compare with' }
    return [{ ...words, topic: 'peers', side: 'outside', supports: null, figures: [] }]
  }
  const who = say(WHO[peers.level].zh, WHO[peers.level].en, { n: peers.ids.length })
  const moved = movementOf(peers.pair)
  const too = followed(peers.pair, pair, direction)
  const tail: Words =
    moved === null
      ? { zh: '样本太少', en: 'too few to say' }
      : too
        ? { zh: '同样变动', en: 'moved too' }
        : { zh: '没有同动', en: 'did not move with it' }
  const figures = [figureOf(kpi.name, peers.pair)]
  const view = viewOf(given, peers)
  const sentences: Sentence[] = [
    {
      ...say('{who} {course}，{tail}', '{who}: {course}, {tail}', { who, course: courseOf(peers.pair), tail }),
      topic: 'peers',
      side: 'outside',
      supports: moved === null ? null : too,
      figures,
      view,
    },
  ]
  const inside = units.filter((unit) => unit.inside)
  if (inside.length === 1 && moved !== null && peers.level !== 'tier' && peers.level !== 'others') {
    const own = movementOf(pair) === direction && !too
    const name = inside[0]!.name
    sentences.push({
      ...say(own ? '只有{name}变动' : '并非只有{name}变动', own ? 'Only {name} moved' : 'Not only {name} moved', {
        name,
      }),
      topic: 'alone',
      side: 'inside',
      supports: own,
      figures: [figureOf(kpi.name, pair)],
      view,
    })
  }
  return sentences
}

function viewOf({ view, kpi, units }: Gathered, { level, ids }: Peers) {
  const by = level === 'colleagues' ? 'advisor_id' : 'dealer_id'
  const all = [...units.filter(({ inside }) => inside).map(({ id }) => id), ...ids]
  return view([kpi.name], [by], all.length > MOST_SHOWN ? { drop: PLACES } : { drop: PLACES, where: { [by]: all } })
}

/** Do the stores of the segment go the same way? Then it is one cause and not many weak stores. */
export function spreadEvidence({ units, direction, kpi, view }: Gathered): Sentence[] {
  const changes = units
    .filter(({ inside }) => inside)
    .map(({ pair }) => changeOf(pair))
    .filter((change) => change !== null)
  if (changes.length < LEAST_STORES) return []
  const along = changes.filter((change) => (direction === 'down' ? change < 0 : change > 0)).length
  const together = along >= MOST_TOGETHER * changes.length
  return [
    {
      ...say(
        together ? '{along}/{all} 店同向，不是个别店的问题' : '{along}/{all} 店同向，各店不一',
        together ? '{along} of {all} dealers go the same way: not single weak ones' : '{along} of {all} dealers go this way: they differ',
        { along, all: changes.length },
      ),
      topic: 'spread',
      side: 'outside',
      supports: together,
      figures: [{ name: 'dealers', value: along, before: changes.length, unit: 'count' }],
      view: view([kpi.name], ['dealer_id']),
    },
  ] // prettier-ignore
}
