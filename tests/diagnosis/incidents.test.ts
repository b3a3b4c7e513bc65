import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cause } from '#domain/diagnosis/answer.ts'
import { fullScope, type Scope } from '#domain/scope.ts'
import { CAMPAIGN } from '#ingest/sources/simulator/scripted.ts'
import type { Diagnoser } from '#server/diagnosis/diagnoser.ts'
import { demo } from '#tests/ingest/simulator/demo.ts'
import { openDemo, type DemoHouse } from './demo.ts'

/** Days that a month to date, the last thirty days and what they are compared with reach back. */
const DAYS = 62

let house: DemoHouse
/** Its clock stands, so what was read once stays good. */
let room: Diagnoser
let nation: Cause[]
let month: Cause[]

const why = async (question: object, scope: Scope = fullScope): Promise<Cause[]> =>
  (await room.diagnose(question, scope)).causes

beforeAll(async () => {
  house = await openDemo(demo(), DAYS)
  room = house.diagnoser()
  nation = await why({ period: 'month_to_date' })
  month = await why({ period: 'last_30_days' })
}, 300_000)
afterAll(() => house.close())

const at = ({ segment, stage }: Cause): string => [...Object.values(segment), stage].join(' ')
const where = (causes: readonly Cause[]): string[] => causes.map(at)

describe('the demo’s incidents, asked of the whole maker', () => {
  it('1: the calling centre of 苏南 and 上海, at the step to the store', () => {
    for (const area of ['苏南', '上海'])
      expect(nation).toContainEqual(expect.objectContaining({ segment: { area }, stage: 'first_visit', of: 'rate' }))
    expect(nation.find(({ segment }) => segment['area'] === '苏南')!.units).toBeLessThan(-5)
  })

  it('2: leads of a portal in the west', () => {
    expect(nation).toContainEqual(expect.objectContaining({ segment: { region: '西部', channel: 'portal_b' }, stage: 'unique_lead', of: 'volume' })) // prettier-ignore
  })

  it('3: a rival takes the buyers of one model in the south, though as many order as before', () => {
    expect(nation).toContainEqual(expect.objectContaining({ segment: { region: '华南', model: 'X5' }, stage: 'order', of: 'rate' })) // prettier-ignore
  })

  it('4: cars that are missing everywhere cost the most, at the delivery', () => {
    expect(at(nation[0]!)).toBe('E delivery')
    expect(nation[0]!.units).toBeLessThan(-20)
  })

  it('5: a store that games its cards is neither praised nor a cause', () => {
    const gaming = demo().stores.find(({ marks }) => marks.gaming)!
    for (const { segment } of [...nation, ...month]) {
      expect(segment['dealer_id']).not.toBe(gaming.id)
      expect(segment['area']).not.toBe(gaming.place.area)
    }
  })

  it('6: leads in bulk that lead to nothing are told as mix', () => {
    expect(nation).toContainEqual(expect.objectContaining({ segment: { campaign: CAMPAIGN }, of: 'mix' }))
    expect(nation.filter(({ segment }) => segment['region'] === '鲁豫')).toEqual([])
  })

  it('7: a DMS that is silent since the evening is no cause', async () => {
    for (const { segment } of [...nation, ...month]) expect(segment['region']).not.toBe('浙闽赣')
    for (const period of ['month_to_date', 'today'])
      // The cars that are missing everywhere are missing here as well, and may be told.
      expect(where(await why({ where: { region: ['浙闽赣'] }, period })).filter((text) => text !== 'E delivery')).toEqual([]) // prettier-ignore
  })

  it('8: who calls a second time brings more to the stores', () => {
    const gains = month.filter(({ units }) => units > 0)
    expect(where(gains)).toEqual(['华中 first_visit'])
  })
})

/** Who may see one region, and nothing to compare it with. */
const manager = (region: string): Scope => ({ where: { region: [region] } })
const lost = (causes: readonly Cause[]): string[] => where(causes.filter(({ units, of }) => units < 0 && of !== 'mix'))

describe('the same incidents, asked of their region', () => {
  it.each(['month_to_date', 'last_30_days'])('1: the calling centre serves most of the east, %s', async (period) => {
    const asked = { where: { region: ['华东'] }, period }
    for (const causes of [await why(asked), await why({ period }, manager('华东'))]) {
      // The cars that are missing everywhere are missing here as well, and may be told.
      const told = lost(causes).filter((text) => text !== 'E delivery')
      expect(told).toEqual(['苏南 first_visit', '上海 first_visit'])
      expect(lost(causes)[0]).toBe('苏南 first_visit')
    }
  })

  it('2: a portal that brings no leads any more', async () => {
    for (const scope of [fullScope, manager('西部')]) {
      const [first] = await why({ where: { region: ['西部'] }, period: 'month_to_date' }, scope)
      expect(first).toMatchObject({ segment: { channel: 'portal_b' }, stage: 'unique_lead', of: 'volume' })
    }
  })

  it('3: one model loses buyers to a rival', async () => {
    for (const scope of [fullScope, manager('华南')]) {
      const causes = await why({ where: { region: ['华南'] }, period: 'month_to_date', measure: 'order' }, scope)
      expect(causes[0]).toMatchObject({ stage: 'order', of: 'rate' })
      expect(causes[0]!.segment['model']).toBe('X5')
    }
  })

  it('6: bulk leads of a campaign', async () => {
    const [told] = (await why({ where: { region: ['鲁豫'] }, period: 'month_to_date' })).filter(
      ({ of }) => of === 'mix',
    )
    expect(told).toMatchObject({ segment: { campaign: CAMPAIGN }, stage: 'unique_lead', view: { where: { region: ['鲁豫'], campaign: [CAMPAIGN] } } }) // prettier-ignore
    const [own] = await why({ period: 'last_7_days' }, manager('鲁豫'))
    expect(own).toMatchObject({ segment: { campaign: CAMPAIGN }, of: 'mix' })
  })

  it('8: what the centre of the country does better', async () => {
    const causes = await why({ where: { region: ['华中'] }, period: 'last_30_days' })
    expect(where(causes.filter(({ units }) => units > 0))).toEqual(['华中 first_visit'])
  })
})

describe('the same incidents, asked of their model or channel', () => {
  it('4: a model that is out of stock everywhere says so, though it has no other model beside it', async () => {
    for (const asked of [{ model: ['E'] }, { model: ['E'], region: ['鲁豫'] }]) {
      const causes = await why({ where: asked, period: 'month_to_date' })
      expect(causes[0]).toMatchObject({
        segment: { model: 'E' },
        stage: 'delivery',
        of: 'rate',
        view: { where: asked },
      })
      for (const { segment } of causes) expect(segment).not.toHaveProperty('campaign', '')
    }
  })

  it('4: in a region where its own few cars would pass for chance, by what is missing everywhere', async () => {
    const asked = { model: ['E'], region: ['华中'] }
    const [share] = await why({ where: asked, period: 'month_to_date' })
    const whole = nation.find(({ segment }) => segment['model'] === 'E')!
    expect(share).toMatchObject({ segment: { model: 'E' }, stage: 'delivery', view: { where: asked } })
    expect(share!.evidence).toBe(whole.evidence)
    expect(share!.units).toBeLessThan(-1)
    expect(share!.units).toBeGreaterThan(whole.units / 2)
    // Who may see this region alone does not know of the others.
    for (const { evidence } of await why({ where: { model: ['E'] }, period: 'month_to_date' }, manager('华中')))
      expect(evidence).not.toBe(whole.evidence)
  })

  it('4: but not in a region where as many were delivered of those ordered as ever', async () => {
    const causes = await why({ where: { model: ['E'], region: ['华东'] }, period: 'month_to_date' })
    expect(where(causes)).not.toContain('E delivery')
  })

  it('4: and not to whom no other model may be seen', async () => {
    // What is told is the calling centre, which is short of callers for this model as for any other.
    expect(where(await why({ period: 'month_to_date' }, { where: { model: ['E'] } }))).toEqual(['苏南 first_visit'])
  })

  it('2: a portal that brings no leads in one region', async () => {
    const [first] = await why({ where: { channel: ['portal_b'] }, period: 'month_to_date' })
    expect(first).toMatchObject({ segment: { region: '西部' }, stage: 'unique_lead', of: 'volume' })
  })
})
