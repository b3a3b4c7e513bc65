import { expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { organise } from '#domain/organisation.ts'
import { planView } from '#domain/plan.ts'
import { fullScope } from '#domain/scope.ts'
import { readSpec } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'
import { buildSums } from '#server/query/build.ts'
import { compile } from '#store/clickhouse/sql.ts'
import { smallMaker } from '#tests/oracle/world.ts'

const clock = {
  as_of: Date.parse('2026-11-22T10:00:00+08:00'),
  zone: openZone('Asia/Shanghai'),
  calendar: openCalendar(),
}

it.each([
  ['the nation', { measures: ['lead', 'net_order'], compare: ['previous', 'last_year'] }],
  ['regions by day', { measures: ['lead'], by: ['region', 'day'], compare: ['previous'] }],
  [
    'money of models and channels',
    { measures: ['order_amount'], by: ['model', 'channel_1'], where: { area: ['苏南'], channel: ['autohome', null] } },
  ],
  [
    'hours of today as known before',
    { measures: ['visit'], by: ['hour'], period: 'today', known_at: '2026-11-22T09:00:00+08:00' },
  ],
  [
    'slices beside whole kinds',
    {
      measures: ['contact_connected_rate', 'o_card_rate', 'lost_clear_rate', 'invited_visit_per_lead_rate'],
      by: ['model'],
    },
  ],
  ['where dealers stood', { measures: ['lead'], by: ['region'], where: { group: ['G1', null] }, org: 'as_stood' }],
  [
    'ranges that share days',
    {
      measures: ['lead'],
      period: { from: '2026-11-20T08:00:00+08:00', to: '2026-11-20T12:00:00+08:00' },
      compare: ['previous'],
      where: { hour: ['08'], week: ['2026-11-16'], 'attrs.colour': ['red'] },
    },
  ],
] as const)('%s', (_, question) => {
  const plan = planView(readSpec(question), fullScope, clock)
  const { text, params } = compile(buildSums(plan, organise(smallMaker), 42)!)
  const given = Object.entries(params).map(([name, bound]) => `${name} = ${JSON.stringify(bound)}`)
  expect(`${text}\n\n${given.join('\n')}\n`).toMatchSnapshot()
})

it('asks nothing where no range holds an instant', () => {
  const plan = planView(
    readSpec({ measures: ['lead'], period: { from: '2026-12-01', to: '2026-12-02' } }),
    fullScope,
    clock,
  )
  expect(buildSums(plan, organise(smallMaker), 42)).toBeNull()
})
