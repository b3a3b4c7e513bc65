import type { Words } from './measure.ts'

const same = (name: string): Words => ({ zh: name, en: name })

/** What systems are called by people, by the name they send under: lower case, without separators. */
const KNOWN: ReadonlyMap<string, Words> = new Map([
  ['callcenter', { zh: '呼叫中心', en: 'Call centre' }],
  ['callcentre', { zh: '呼叫中心', en: 'Call centre' }],
  ['portal', { zh: '垂媒', en: 'Portals' }],
  ['livestream', { zh: '直播', en: 'Live video' }],
  ['wecom', { zh: '企业微信', en: 'WeCom' }],
  ['wechat', { zh: '微信', en: 'WeChat' }],
  ['reception', { zh: '前台接待', en: 'Reception' }],
  ['counter', { zh: '客流计数', en: 'Door counters' }],
  ['insurance', { zh: '保险', en: 'Insurance' }],
  ['app', same('App')],
  ...['CRM', 'SCRM', 'DMS', 'DCC', 'ERP'].map((name) => [name.toLowerCase(), same(name)] as const),
])

/**
 * A source as sentences name it. Sources are free text: a usual system has its label, of several of a kind each keeps
 * what tells it from the others (`dms-c` is DMS-C), and any other keeps its own name, in quotes.
 */
export function sourceWords(source: string): Words {
  const parts = source.trim().split(/[\s._-]+/)
  for (const n of [2, 1]) {
    const label = KNOWN.get(parts.slice(0, n).join('').toLowerCase())
    if (!label) continue
    const rest = parts.slice(n).join('-')
    if (rest === '') return label
    const own = rest.length > 1 ? rest : rest.toUpperCase()
    return { zh: `${label.zh}-${own}`, en: `${label.en}-${own}` }
  }
  return same(`“${source}”`)
}

/** Several sources as sentences name them. */
export function sourcesWords(sources: readonly string[]): Words {
  const all = sources.map(sourceWords)
  return { zh: all.map(({ zh }) => zh).join('、'), en: all.map(({ en }) => en).join(', ') }
}
