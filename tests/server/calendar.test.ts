import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { calendarOf } from '#server/calendar.ts'

const folder = mkdtempSync(join(tmpdir(), 'calendar-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, content: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const open = (calendar: unknown, windows?: unknown) =>
  calendarOf({
    WARROOM_CALENDAR: calendar === undefined ? '' : file('calendar.json', calendar),
    WARROOM_WINDOWS: windows === undefined ? '' : file('windows.json', windows),
    WARROOM_FISCAL_CUTOFF: 26,
  })

it('without files the calendar is the statutory one', () => {
  const calendar = open(undefined)
  expect([...calendar.windows.keys()]).toEqual(['spring_festival', 'labour_day', 'guoqing'])
  expect(calendar.fiscalCutoff).toBe(26)
  expect(calendar.isWorkday('2026-10-10')).toBe(true)
})

it('reads the days and windows of the house', () => {
  const show = { window: 'auto_show', zh: '车展', en: 'Auto show', occurrences: [{ year: 2026, from: '2026-04-24', to: '2026-05-04' }] } // prettier-ignore
  const calendar = open({ '2026-10-10': 'rest', '2027-02-20': { sort: 'work', name: '春节' }, '2027': 'statutory' }, [
    show,
  ])
  expect(calendar.isWorkday('2026-10-10')).toBe(false)
  expect(calendar.sort('2027-02-20')).toMatchObject({ work: true, name: '春节' })
  expect(calendar.basis(2027)).toBe('statutory')
  expect(calendar.windows.get('auto_show')!.occurrences).toHaveLength(1)
})

it.each([
  [{ '2027-02-30': 'rest' }, undefined, 'WARROOM_CALENDAR: “2027-02-30” is no day'],
  [{ '2027': 'rest' }, undefined, 'WARROOM_CALENDAR: “2027” is neither'],
  [{ '2027-02-20': 'statutory' }, undefined, 'WARROOM_CALENDAR: “2027-02-20” is neither'],
  [{ '2027-02-20': 'half' }, undefined, 'WARROOM_CALENDAR: 2027-02-20'],
  [{ 'next year': 'rest' }, undefined, 'WARROOM_CALENDAR: next year'],
  ['{', undefined, 'WARROOM_CALENDAR'],
  [{}, [{ window: 'x' }], 'WARROOM_WINDOWS: windows: 0.zh'],
])('%j and %j are refused in one sentence', (calendar, windows, said) => {
  expect(() => open(calendar, windows)).toThrow(said)
})

it('a file that is not there is named with its setting', () => {
  expect(() =>
    calendarOf({ WARROOM_CALENDAR: join(folder, 'absent.json'), WARROOM_WINDOWS: '', WARROOM_FISCAL_CUTOFF: 1 }),
  ).toThrow(/WARROOM_CALENDAR.*absent\.json/)
})
