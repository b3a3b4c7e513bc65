import { expect, it } from 'vitest'
import { RATES } from '#domain/kpi/rates.ts'
import { countersOf, MEASURES, openMeasures } from '#domain/measures.ts'
import { RECOUNTED } from './registry.ts'

it('recounts every measure of the dictionary, and none that it lacks', () => {
  const recounted = RECOUNTED.flat()
  expect(recounted.filter((name, i) => recounted.indexOf(name) < i)).toEqual([])
  expect([...recounted].sort()).toEqual([...MEASURES.keys()].sort())
})

it('declares every measure once, over counters that exist, in both languages', () => {
  for (const [name, measure] of MEASURES) {
    expect(measure.name).toBe(name)
    expect(() => countersOf([measure])).not.toThrow()
    expect([measure.zh, measure.en, measure.formula, measure.meaning?.zh, measure.meaning?.en].every(Boolean)).toBe(
      true,
    )
  }
  const labels = [...MEASURES.values()].map(({ zh }) => zh)
  expect(labels.filter((zh, i) => labels.indexOf(zh) < i)).toEqual([])
})

it('lets choices change what a name means, and no name', () => {
  const other = openMeasures({ retail: 'invoice', invitedVisitRate: 'appointments' })
  expect([...other.keys()]).toEqual([...MEASURES.keys()])
  expect(other.get('invited_visit_rate')!.formula).toBe('visit.invited ÷ appointment')
  expect(other.get('retail')!.terms).toEqual([{ counter: 'invoice', of: 'units', factor: 1 }])
  expect(MEASURES.get('invited_visit_rate')!.formula).toBe('first_visit.invited ÷ unique_lead.lead')
})

it('counts every part of every rate as a measure of its own, so that it can be listed', () => {
  const counted = new Set([...MEASURES.values()].filter(({ per }) => !per).map(({ terms }) => JSON.stringify(terms)))
  const parts = RATES.flatMap(({ terms, per = [] }) => [...terms, ...per]).map((term) => ({ ...term, factor: 1 }))
  expect(parts.filter((term) => !counted.has(JSON.stringify([term])))).toEqual([])
})
