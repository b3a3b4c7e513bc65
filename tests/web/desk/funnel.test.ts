import { describe, expect, it } from 'vitest'
import type { Row, ViewResult } from '#domain/view.ts'
import { peerRates, peersOf, peerShares, readCohort, readFlow, targetShares } from '#web/desk/funnel.ts'

const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'net_order', 'deal', 'delivery']
const counted = (...values: number[]) => Object.fromEntries(STAGES.map((stage, i) => [stage, values[i]!]))
const result = (total: Omit<Row, 'key'>): ViewResult => ({ total }) as ViewResult
const store = (dealer_id: string, target: number, ...values: number[]): Row => ({
  key: { dealer_id },
  current: counted(...values),
  target_full: { delivery: target },
})

describe('the flow funnel', () => {
  const total = {
    current: counted(1_000, 160, 80, 30, 24, 20),
    previous: counted(1_100, 220, 100, 36, 30, 28),
    last_year: counted(800, 160, 90, 40, 30, 30),
    target_full: { unique_lead: 1_200, first_visit: 240 },
  }
  const rows = readFlow(result(total), STAGES, 'previous', [null, 0.2, 0.5, 0.4, 0.8, 0.9])

  it('has volumes, step rates and their differences', () => {
    expect(rows.map(({ volume }) => volume)).toEqual([1_000, 160, 80, 30, 24, 20])
    expect(rows[0]).toMatchObject({ rate: null, peers: null })
    expect(rows[0]!.previous).toBeCloseTo(1_000 / 1_100 - 1)
    expect(rows[0]!.target).toBeCloseTo(1_000 / 1_200 - 1)
    expect(rows[1]!.rate).toBeCloseTo(0.16)
    expect(rows[1]!.previous).toBeCloseTo(0.16 - 0.2)
    expect(rows[1]!.lastYear).toBeCloseTo(0.16 - 0.2)
    expect(rows[1]!.target).toBeCloseTo(0.16 - 0.2)
    expect(rows[1]!.peers).toBeCloseTo(0.16 - 0.2)
    expect(rows[2]!.target).toBeNull()
  })

  it('marks the step that loses most, gives every step its interval and the leads their own scale', () => {
    expect(rows.filter(({ worst }) => worst).map(({ stage }) => stage)).toEqual(['first_visit'])
    expect(rows[1]!.interval!.low).toBeLessThan(0.16)
    expect(rows[0]!.length).toBeCloseTo(1_000 / 1_100)
    expect(rows[1]!.length).toBeCloseTo(160 / 220)
    expect(rows[1]!.tick).toBe(1)
  })

  it('compares nothing with what is not there', () => {
    const [, step] = readFlow(result({ current: counted(0, 5, 0, 0, 0, 0), previous: null }), STAGES, 'previous', [])
    expect(step).toMatchObject({ rate: null, interval: null, previous: null, lastYear: null, peers: null, tick: null })
  })
})

describe('peers', () => {
  const stores = [
    store('own', 20, 100, 10, 5, 2, 2, 2),
    store('alike', 25, 100, 20, 10, 4, 4, 4),
    store('small', 5, 100, 90, 80, 70, 60, 60),
    store('large', 90, 100, 95, 80, 70, 60, 60),
    store('alike2', 30, 100, 30, 10, 4, 4, 4),
    store('alike3', 15, 100, 24, 10, 4, 4, 4),
  ]
  it('are stores with half to twice the target, never the store itself', () => {
    const codes = (bySize: boolean) =>
      peersOf(stores, 'dealer_id', 'own', 'delivery', bySize).map(({ key }) => key.dealer_id)
    expect(codes(true)).toEqual(['alike', 'alike2', 'alike3'])
    expect(codes(false)).toEqual(['alike', 'small', 'large', 'alike2', 'alike3'])
  })

  it('have a median only of enough stores with enough entries', () => {
    const peers = peersOf(stores, 'dealer_id', 'own', 'delivery', true)
    expect(peerRates(peers, STAGES)[1]).toBeCloseTo(0.24)
    expect(peerRates(peers, STAGES)[4]).toBeNull()
    expect(peerRates(peers.slice(1), STAGES)[1]).toBeNull()
  })
})

describe('the cohort funnel', () => {
  it('counts reached, lost and undecided of the same entrants; undecided is never lost', () => {
    const total = {
      current: { first_visit: { reached: 40, lost: 10, undecided: 50, expired: 5 } },
      previous: { first_visit: { reached: 60, lost: 20, undecided: 20, expired: 20 } },
      last_year: null,
    }
    const [row] = readCohort(result(total), ['first_visit', 'order'], 'previous', [0.5, null], [0.3])
    expect(row).toMatchObject({
      stage: 'first_visit',
      entrants: 100,
      reached: 40,
      lost: 10,
      undecided: 50,
      expired: 5,
      share: 0.4,
      lastYear: null,
    })
    expect(row!.previous).toBeCloseTo(-0.2)
    expect(row!.target).toBeCloseTo(-0.1)
    expect(row!.peers).toBeCloseTo(0.1)
    expect(row!.tick).toBeCloseTo(0.6)
  })

  it('leaves out stages that the answer does not tell', () => {
    expect(readCohort(result({ current: { first_visit: 12 } }), ['first_visit'], 'previous', [], [])).toEqual([])
  })

  it('is held against what was planned of its entry, and against the median of peers with enough entrants', () => {
    const planned = { current: {}, target_full: { unique_lead: 1_000, first_visit: 160 } }
    expect(targetShares(result(planned), 'unique_lead', ['first_visit', 'order'])).toEqual([0.16, null])
    const peer = (reached: number, entrants: number): Row => ({ key: { dealer_id: 'x' }, current: { order: { reached, lost: 0, undecided: entrants - reached, expired: 0 } } }) // prettier-ignore
    const peers = [peer(1, 10), peer(4, 20), peer(30, 100), peer(9, 9)]
    expect(peerShares(peers, ['order'])).toEqual([0.2])
    expect(peerShares(peers.slice(1), ['order'])).toEqual([null])
  })
})
