/** Seeded pseudo-random numbers in [0, 1): the same seed, the same stream. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const KINDS = [
  ['lead', 0.25], ['contact', 0.25], ['card', 0.1], ['appointment', 0.05], ['visit', 0.12], ['test_drive', 0.06], ['quote', 0.04],
  ['order', 0.03], ['deal', 0.02], ['delivery', 0.02], ['lost', 0.04], ['score', 0.02],
] as const // prettier-ignore

const HOUR_MS = 3_600_000
const MONTH_MS = 30 * 24 * HOUR_MS

interface Wanted {
  events: number
  batch: number
  seed: number
  now: number
  source?: string
}

/** NDJSON bodies of a plausible stream over 800 dealers and a month: journeys of leads, an hour out of order, 2 % sent twice, 2 % corrected. */
export function* eventLines({ events, batch, seed, now, source = 'bench' }: Wanted): Generator<string> {
  const next = random(seed)
  const below = (n: number): number => Math.floor(next() * n)
  const recent: string[] = []
  let lines: string[] = []
  for (let i = 0; i < events; i++) {
    const lead = below(events / 3)
    let share = next()
    const kind = KINDS.find(([, weight]) => (share -= weight) < 0)?.[0] ?? 'contact'
    const row = {
      event_id: `${source}-${i}`, source, kind, revision: 0, occurred_at: new Date(now - (1 - i / events) * MONTH_MS - below(HOUR_MS)).toISOString(),
      dealer_id: `D${lead % 800}`, advisor_id: `D${lead % 800}-${lead % 7}`, lead_id: `L${lead}`, customer: String(13_000_000_000 + lead),
      model: `M${lead % 12}`, channel: `C${lead % 20}`, campaign: String(lead % 40), intent_level: 'HABC'[lead % 4],
      ...(['order', 'deal', 'delivery'].includes(kind) && { order_id: `O${lead}`, amount: '235800.00', sale_type: 'retail' }),
      attrs: { colour: 'red' },
    } // prettier-ignore
    const line = JSON.stringify(row)
    lines.push(line)
    if (next() < 0.02 && recent.length > 0) lines.push(recent[below(recent.length)]!)
    if (next() < 0.02) lines.push(JSON.stringify({ ...row, revision: 1, model: 'M0' }))
    if (recent.length < 5_000) recent.push(line)
    else recent[below(recent.length)] = line
    if (lines.length >= batch || i === events - 1) {
      yield lines.join('\n')
      lines = []
    }
  }
}
