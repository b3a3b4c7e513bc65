import { describe, expect, it } from 'vitest'
import { organise } from '#domain/organisation.ts'
import { eventsAmong } from '#server/diagnosis/events.ts'

const channel = (code: string, parent = '') => ({ channel: code, parent, name: code, paid: false })
const organisation = organise({
  dealers: [],
  advisors: [],
  models: [],
  channels: [channel('outreach'), channel('show', 'outreach'), channel('mall', 'outreach'), channel('portal')],
})
const among = (dims: string[], values: string[], listed: string[]): string[] =>
  eventsAmong({ dims, rows: values.map((value) => dims.map((name) => (name.startsWith('channel') ? value : 'x'))) }, listed, organisation) // prettier-ignore

describe('channels of events', () => {
  it('are those that are listed, and what lies below them', () => {
    expect(among(['dealer_id', 'channel'], ['show', 'mall', 'portal', ''], ['show'])).toEqual(['show'])
    expect(among(['dealer_id', 'channel'], ['show', 'mall', 'portal', ''], ['outreach'])).toEqual(['show', 'mall'])
  })

  it('are told by the branch where no finer channel is', () => {
    expect(among(['dealer_id', 'channel_1'], ['outreach', 'portal'], ['show'])).toEqual(['outreach'])
  })

  it('are none without channels, and none without a list', () => {
    expect(among(['dealer_id'], ['x'], ['show'])).toEqual([])
    expect(among(['channel'], ['show'], [])).toEqual([])
    expect(among(['channel'], ['show'], ['nobody'])).toEqual([])
  })
})
