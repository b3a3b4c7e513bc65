import { computed } from 'vue'
import { needOfDay } from '#domain/pace.ts'
import { wallTime } from '../../format/time.ts'
import { useView } from '../../live/useView.ts'
import { useSession } from '../../session/session.ts'
import { useBoard } from '../board.ts'
import { countOf } from '../scene.ts'
import { askToday } from './kpi.ts'
import { askHours, askLastWeek, askShape, readToday } from './today.ts'

/** Today's net orders against what the day must bring and against the same weekday last week. */
export function useToday() {
  const board = useBoard()
  const session = useSession()
  const { scene, totals, pace, clock } = board
  const hours = useView(() => askHours(scene.value))
  const lastWeek = useView(() => askLastWeek(scene.value))
  const shape = useView(() => askShape(scene.value))
  const sofar = useView(() => askToday(scene.value))
  const now = computed(() => wallTime(clock.now.value, session.zone))

  /** The need is a share of the month's target: other periods have none for today. */
  const need = computed(() => {
    const target = totals.result.value?.total.target_full?.[session.retail]
    if (pace.value?.from !== 'history' || !pace.value.point || !target || !sofar.result.value) return null
    const before =
      countOf(totals.result.value!.total.current, session.retail) -
      countOf(sofar.result.value.total.current, session.retail)
    return needOfDay(target, before, pace.value.months, pace.value.point)
  })
  const told = computed(() =>
    hours.result.value
      ? readToday(
          hours.result.value,
          lastWeek.result.value,
          shape.result.value,
          session.retail,
          now.value.hour,
          now.value.minute,
          need.value,
        )
      : null,
  )
  /** Last week lies in a month that is wholly loaded. */
  const compared = computed(() => session.complete(scene.value.today.slice(0, 7)))
  return { hours, now, told, compared }
}
