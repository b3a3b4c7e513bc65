import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import { useMeeting } from '#web/meeting/store.ts'
import { promisesOf } from '#web/meeting/steps.ts'

/** A file as far as its order matters. */
const file = (id: string, revision: number, notes = 0, promises = 0) =>
  ({ meeting: { id, revision }, notes: Array(notes).fill({}), promises: Array(promises).fill({}) }) as unknown as MeetingFile // prettier-ignore

describe('the file of a meeting', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('is never taken back by an answer that was overtaken', () => {
    const meeting = useMeeting()
    meeting.join('m')
    const told = [file('m', 2, 1), file('m', 3), file('m', 2, 4), file('m', 3, 2), file('m', 3, 1), file('m', 3, 2, 1)]
    const shown = told.map((next) => {
      meeting.take(next)
      return told.indexOf(meeting.file!)
    })
    expect(shown).toEqual([0, 1, 1, 3, 3, 5])
  })

  it('is of the meeting that is joined, whichever answers late', () => {
    const meeting = useMeeting()
    meeting.join('m')
    meeting.take(file('m', 9))
    meeting.join('n')
    meeting.take(file('m', 10))
    expect(meeting.file).toBeNull()
    meeting.take(file('n', 1))
    expect(meeting.file?.meeting.id).toBe('n')
  })
})

it('promises are those of the place at its own level', () => {
  const said = [{ level: 'region', place: '上海' }, { level: 'area', place: '上海' }, { level: 'nation', place: '' }] // prettier-ignore
  expect(promisesOf(said, { area: '上海' })).toEqual([said[1]])
  expect(promisesOf(said, { region: '上海' })).toEqual([said[0]])
  expect(promisesOf(said, null)).toEqual([])
})
