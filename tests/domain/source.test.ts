import { expect, it } from 'vitest'
import { lateOf } from '#domain/alerts/words.ts'
import { faultItem } from '#domain/reading/morning.ts'
import { sourcesWords, sourceWords } from '#domain/source.ts'

it.each([
  ['callcenter', '呼叫中心', 'Call centre'],
  ['Call_Centre', '呼叫中心', 'Call centre'],
  ['call-center-east', '呼叫中心-east', 'Call centre-east'],
  ['crm', 'CRM', 'CRM'],
  ['dms-c', 'DMS-C', 'DMS-C'],
  ['DMS 用友', 'DMS-用友', 'DMS-用友'],
  ['wecom', '企业微信', 'WeCom'],
  ['shop-42', '“shop-42”', '“shop-42”'],
  ['dmsx', '“dmsx”', '“dmsx”'],
  ['constructor', '“constructor”', '“constructor”'],
  ['', '“”', '“”'],
])('a source is named as people name it, or by its own name in quotes: %s', (source, zh, en) => {
  expect(sourceWords(source)).toEqual({ zh, en })
})

it('sources of one kind stay apart', () => {
  expect(sourcesWords(['dms-a', 'dms-b', 'feed'])).toEqual({ zh: 'DMS-A、DMS-B、“feed”', en: 'DMS-A, DMS-B, “feed”' })
})

it('whoever is told of a silent source reads its label in their language', () => {
  const item = faultItem({ source: 'callcenter', since: '11-22 19:40', hours: 4 }, 3, {} as never)
  expect([item.zh, item.call.zh].every((text) => text.includes('呼叫中心') && !text.includes('callcenter'))).toBe(true)
  expect([item.en, item.call.en].every((text) => text.includes('Call centre'))).toBe(true)
  expect(lateOf('dms-c', '11-22 19:40', 4)).toMatchObject({ zh: expect.stringContaining('DMS-C'), en: expect.stringContaining('DMS-C') }) // prettier-ignore
})
