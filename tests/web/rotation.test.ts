import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDirector, daysLeft, isSprint, nextStop, stayOf, type Program, type Stop } from '#web/wall/rotation.ts'

const A: Stop = { scene: 'a', path: [] }
const C: Stop = { scene: 'c', path: [] }
const D: Stop = { scene: 'd', path: [] }
const B = (region: string): Stop => ({ scene: 'b', path: [region] })

/** The stops of a whole round from the nation on. */
function roundOf(program: Program): string[] {
  const names: string[] = []
  let now: Stop = { scene: 'a', path: program.home }
  do {
    names.push([now.scene, ...now.path].join(' '))
    now = nextStop(now, program)
  } while (now.scene !== 'a')
  return names
}

describe('the order of scenes', () => {
  it('goes over the troubled regions, worst first, and over the push only near the month’s end', () => {
    expect(roundOf({ home: [], troubled: ['华东', '西部'], sprint: false })).toEqual(['a', 'b 华东', 'b 西部', 'c'])
    expect(roundOf({ home: [], troubled: [], sprint: true })).toEqual(['a', 'c', 'd'])
  })

  it('leaves out the round over regions on a wall that shows one of them', () => {
    expect(roundOf({ home: ['华东'], troubled: ['华东', '西部'], sprint: true })).toEqual([
      'a 华东',
      'c 华东',
      'd 华东',
    ])
  })

  it('goes on where a region has recovered meanwhile or somebody has drilled', () => {
    const program = { home: [], troubled: ['华东'], sprint: true }
    expect(nextStop(B('东北'), program)).toEqual(C)
    expect(nextStop({ scene: 'b', path: ['华东', '苏南'] }, program)).toEqual(C)
    expect(nextStop({ scene: 'a', path: ['华东'] }, program)).toEqual(B('华东'))
    expect(nextStop(D, { ...program, sprint: false })).toEqual(A)
  })

  it('comes back to where it began, whatever the program', () => {
    const programs = fc.record({
      home: fc.constantFrom<string[]>([], ['R']),
      troubled: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 9 }),
      sprint: fc.boolean(),
    })
    fc.assert(
      fc.property(programs, (program) => {
        const round = roundOf(program)
        expect(new Set(round).size).toBe(round.length)
        expect(round).toHaveLength(
          2 + (program.home.length === 0 ? program.troubled.length : 0) + Number(program.sprint),
        )
      }),
      { seed: 11 },
    )
  })
})

describe('the month’s end', () => {
  it('is the last six days, today included, whatever the month’s length; the first three days look back', () => {
    expect([daysLeft('2026-11-22'), daysLeft('2026-11-30'), daysLeft('2028-02-24'), daysLeft('2026-12-26')]).toEqual([
      9, 1, 6, 6,
    ])
    const days = Array.from({ length: 30 }, (_, i) => `2026-11-${String(i + 1).padStart(2, '0')}`)
    expect(days.filter(isSprint).map((day) => Number(day.slice(8)))).toEqual([1, 2, 3, 25, 26, 27, 28, 29, 30])
  })
})

describe('the director', () => {
  const at = (start: number) => {
    const clock = { now: start }
    return { clock, director: createDirector(() => clock.now) }
  }

  it('gives the nation a minute and the others half of it', () => {
    const { clock, director } = at(1_000_000)
    clock.now += stayOf('c') - 1
    expect(director.over('c')).toBe(false)
    clock.now += 1
    expect([director.over('c'), director.over('a')]).toEqual([true, false])
    clock.now += 30_000
    expect(director.over('a')).toBe(true)
    director.started()
    expect(director.over('a')).toBe(false)
  })

  it('holds the scene for two minutes after somebody touched the wall', () => {
    const { clock, director } = at(0)
    clock.now = 29_000
    director.hold()
    clock.now = 29_000 + 119_999
    expect(director.over('c')).toBe(false)
    clock.now += 1
    expect(director.over('c')).toBe(true)
  })
})
