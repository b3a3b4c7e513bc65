import { expect, it } from 'vitest'
import type { Decision } from '#domain/decision/decision.ts'
import { pg } from '#store/postgres/sql.ts'
import { chair, NOW } from '../decisions/people.ts'
import { DAY, onDecisions, whole } from '../decisions/room.ts'

const said = (thrown: unknown): unknown => thrown

onDecisions('the window of a decision', (room) => {
  const create = (more: object = {}) => {
    room.clock = NOW
    return room.create(more)
  }
  const change = async ({ id }: Decision, changes: object) => {
    const { revision } = whole((await room.decisions.file(id, chair)).decision)
    return whole(await room.decisions.patch(id, { revision, ...changes }, chair))
  }

  it('is fixed with it, and stays whatever becomes of its days', async () => {
    const made = await create({ review_on: '2026-12-20' })
    const window = { from: '2026-11-22', to: '2026-12-20', due: '2026-11-25' }
    expect(made.window).toEqual(window)
    const moved = await change(made, { review_on: '2027-01-31' })
    expect([moved.review_on, moved.window]).toEqual(['2027-01-31', window])
    room.clock = NOW + 40 * DAY
    const again = await change(made, { due_on: '2027-01-02', review_on: '2027-02-28', measure_kind: 'hq_calls' })
    expect([again.due_on, again.window]).toEqual(['2027-01-02', window])
    expect((await room.decisions.history(made.id, chair)).flatMap(({ fields }) => fields)).not.toContain('window')
  })

  it('is no part that anybody writes, nor are measure, place and comparison group', async () => {
    const made = await create()
    for (const field of [
      'window',
      'measure',
      'stage',
      'where',
      'treated',
      'control',
      'evidence',
      'direction',
      'created_at',
      'verdict',
      'effect',
    ])
      // prettier-ignore
      expect(await change(made, { [field]: null }).catch(said)).toMatchObject({ code: 'unknown_field', path: field })
  })

  it('ends the time in which an expectation may be written', async () => {
    const made = await create({ expected: null, review_on: '2026-12-20' })
    const expected = { measure: 'invited_visit_rate', amount: 0.01 }
    room.clock = NOW + 40 * DAY
    expect(await change(made, { expected }).catch(said)).toMatchObject({ code: 'bad_spec', path: 'expected' })
    room.clock = NOW + 20 * DAY
    expect((await change(made, { expected })).expected).toMatchObject({ amount: 0.01 })
  })

  it('waits a day for days that are still to be named, and is then the usual one', async () => {
    const later = { due_on: null, review_on: null }
    const named = await create(later)
    expect(named.window).toBeNull()
    expect((await change(named, { owner: '顾晨' })).window).toBeNull()
    room.clock = NOW + DAY / 2
    expect((await change(named, { due_on: '2026-11-29' })).window).toEqual({ from: '2026-11-22', to: '2026-12-06', due: '2026-11-29' }) // prettier-ignore
    // Who names them once figures are there does not choose the window by them.
    const late = await create(later)
    room.clock = NOW + 30 * DAY
    expect((await change(late, { due_on: '2027-01-10', review_on: '2027-02-28' })).window).toEqual({ from: '2026-11-22', to: '2026-12-20', due: '2026-11-22' }) // prettier-ignore
  })

  it('of what was written before windows were kept is fixed by the days that stood', async () => {
    const made = await create({ review_on: '2026-12-20' })
    const { window, starts, ...before } = made
    expect([window !== null, starts]).toEqual([true, {}])
    await room.postgres.query(pg`UPDATE decision SET body = ${JSON.stringify(before)} WHERE id = ${made.id}`)
    expect(whole((await room.decisions.file(made.id, chair)).decision)).toMatchObject({ window: null, starts: {} })
    room.clock = NOW + 40 * DAY
    expect((await change(made, { review_on: '2027-01-31' })).window).toEqual(window)
  })

  it('knows dealers that begin later, whose first day is not moved once it has come', async () => {
    const where = { area: ['苏南', '深莞'] }
    const refused = (more: object) => create({ where, ...more }).catch(said)
    const all = (await create({ where })).treated
    const [one, other] = [all[0]!, all.at(-1)!]
    expect(await refused({ starts: { D99: '2026-11-29' } })).toMatchObject({ code: 'bad_field', path: 'starts.D99' })
    expect(await refused({ starts: { [one]: '2026-11-21' } })).toMatchObject({ code: 'bad_field' })
    const made = await create({ where, starts: { [one]: '2026-12-06' } })
    expect(made.starts).toEqual({ [one]: '2026-12-06' })
    room.clock = NOW + 2 * DAY
    const moved = await change(made, { starts: { [one]: '2026-12-13' } })
    expect(moved.starts).toEqual({ [one]: '2026-12-13' })
    // It began with the decision: that is over.
    if (other !== one)
        expect(await change(made, { starts: { [one]: '2026-12-13', [other]: '2026-12-20' } }).catch(said)).toMatchObject({ code: 'bad_spec', path: `starts.${other}` }) // prettier-ignore
    room.clock = NOW + 30 * DAY
    expect(await change(made, { starts: { [one]: '2026-12-29' } }).catch(said)).toMatchObject({ code: 'bad_spec' })
    expect(await change(made, { starts: {} }).catch(said)).toMatchObject({ code: 'bad_spec' })
  })
})
