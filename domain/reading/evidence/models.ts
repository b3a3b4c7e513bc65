import type { Gathered } from '../gathered.ts'
import { followed, movementOf, sumOf } from '../moved.ts'
import type { Sentence } from '../reading.ts'
import { say } from '../say.ts'
import { courseOf, figureOf } from './peers.ts'

/** Did the other models of the same stores move too? Then it is the stores that sell worse, not the model. */
export function modelsEvidence({ models, pair, direction, kpi, view }: Gathered): Sentence[] {
  if (!models || !models.some(({ own }) => own)) return []
  const others = models.filter(({ own }) => !own)
  if (others.length === 0) return []
  const rest = sumOf(others.map((one) => one.pair))
  const moved = movementOf(rest)
  if (moved === null) return []
  const too = followed(rest, pair, direction)
  return [
    {
      ...say('同店其他 {n} 款车 {course}，{tail}', '{n} other models of the same dealers {course}, {tail}', {
        n: others.length,
        course: courseOf(rest),
        tail: too
          ? { zh: '同样变动', en: 'moved too' }
          : { zh: '没有同动：不像门店转化能力的问题', en: 'did not: hardly a matter of the dealers’ skill' },
      }),
      topic: 'models',
      side: 'inside',
      supports: too,
      figures: [figureOf(kpi.name, rest)],
      view: view([kpi.name], ['model'], { drop: ['model', 'series', 'energy'] }),
    },
  ]
}
