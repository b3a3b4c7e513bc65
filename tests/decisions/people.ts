import { organise } from '#domain/organisation.ts'
import { fullScope, type Scope } from '#domain/scope.ts'
import { openZone } from '#domain/zone.ts'
import type { Role, User } from '#server/access/user.ts'
import { smallMaker } from '../oracle/world.ts'

export const zone = openZone('Asia/Shanghai')
export const organisation = organise(smallMaker)
export const NOW = Date.parse('2026-11-22T10:03:00+08:00')

const person = (id: string, name: string, scope: Scope, role: Role = 'manager'): User => ({ id, name, role, scope })

export const chair = person('u1', '林副总', fullScope)
export const second = person('u2', '周敏', fullScope)
export const east = person('u3', '顾晨', { where: { region: ['华东'] } })
export const south = person('u4', '陈粤', { where: { region: ['华南'] } })
export const watcher = person('u5', '看客', fullScope, 'viewer')

/** A decision as the sheet sends it: 苏南 × online, arrival by invitation. */
export const suNan = (more: object = {}): Record<string, unknown> => ({
  title: '总部代呼+换人二次外呼',
  what: '集中邀约中心缺编，积压线索由总部代呼，未到店的换人再呼一次。',
  measure_kind: 'second_call',
  where: { area: ['苏南'], channel_1: ['online'] },
  stage: 'first_visit',
  measure: 'invited_visit_rate',
  owner: '周敏',
  due_on: '2026-11-25',
  expected: { measure: 'invited_visit_rate', from: 0.037, to: 0.05, units: 3 },
  evidence: {
    spec: { measures: ['invited_visit_rate'], by: ['area'], where: { region: ['华东'] }, period: 'month_to_date' },
    ranges: { current: { from: '2026-11-01T00:00:00.000+08:00', to: '2026-11-22T10:03:00.000+08:00' } },
    seq: 81,
    as_of: '2026-11-22T10:03:00+08:00',
    figures: [{ name: 'invited_visit_rate', value: 0.037, before: 0.059, unit: 'rate' }],
    cause: {
      text: '集中邀约中心人手 12→6',
      segment: { area: '苏南', channel_1: 'online' },
      stage: 'first_visit',
      units: -14,
      side: 'inside',
    },
    rejected: [{ text: '竞品降价', side: 'outside', why: '同城竞品上险 −1%，价差未变' }],
  },
  ...more,
})
