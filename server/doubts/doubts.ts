import { CHECK_NAMES, HABIT_DAYS, type CheckName } from '#domain/doubts/checks.ts'
import { judge, type Doubt } from '#domain/doubts/judge.ts'
import { dealersIn } from '#domain/dealers.ts'
import { DAY_MS } from '#domain/zone.ts'
import { scopeKey, type Scope } from '#domain/scope.ts'
import type { Sql } from '#store/clickhouse/sql.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { conflictsBetween } from '#store/postgres/conflicts.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import { ask } from '../query/run.ts'
import { judgeCards, judgeParts } from './gather.ts'
import type { DoubtsSpec } from './read.ts'
import {
  cardsStatement, firstContactStatement, lateStatement, lostStatement, repeatsStatement, trafficStatement, unknownStatement,
  type CardsLine, type Look, type PartsLine, type RepeatsLine,
} from './statements.ts' // prettier-ignore

export interface DoubtsOptions extends AskerOptions {
  asker: Pick<Asker, 'plan'>
  postgres: Postgres
  /** Dealers that are silent against their rhythm right now. */
  silent: () => Promise<readonly SilentDealer[]>
}

/** Hours since a dealer's last event of its own, and after how many silence is unusual. */
export interface SilentDealer {
  dealer_id: string
  hours: number
  usual: number
  /** Arrivals that its rhythm was learned from. */
  arrivals: number
}

export type Doubts = (spec: DoubtsSpec, scope: Scope) => Promise<readonly Doubt[]>

const FRESH_MS = 60_000
const MOST_KEPT = 200

/** Looks for what should be checked before it is praised or blamed; the same look within a minute is answered as before. */
export function createDoubts(options: DoubtsOptions): Doubts {
  const { now, head, organisation } = options
  const kept = new Map<string, { at: number; answer: Promise<readonly Doubt[]> }>()
  return (spec, scope) => {
    // Refused questions are refused each time, whoever asked them before.
    const plan = options.asker.plan({ measures: ['card'], ...spec.question }, scope)
    const key = JSON.stringify([scopeKey(scope), plan.spec.where, plan.spec, spec.checks])
    const before = kept.get(key)
    if (before && now() - before.at < FRESH_MS && now() >= before.at) return before.answer
    const { from, until } = plan.ranges.current
    const look: Look = {
      plan,
      organisation: organisation(),
      seq: head(),
      period: from,
      habit: Math.min(from, until - HABIT_DAYS * DAY_MS),
      until,
    }
    const answer = until > from ? lookAt(options, look, spec.checks) : Promise.resolve([])
    kept.delete(key)
    kept.set(key, { at: now(), answer })
    answer.catch(() => kept.delete(key))
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break
      kept.delete(oldest)
    }
    return answer
  }
}

const CARD_CHECKS: readonly CheckName[] = ['o_card_share', 'card_burst', 'card_slot', 'duplicate_card', 'card_rate']

/** One statement after another: a look must not hold up the questions of the screens. */
async function lookAt(options: DoubtsOptions, look: Look, checks: readonly CheckName[]): Promise<Doubt[]> {
  const lines = <T>(statement: Sql): Promise<T[]> => ask<T>(options.engine, statement, 'rows')
  const found: Doubt[] = []
  if (checks.some((name) => CARD_CHECKS.includes(name))) {
    const cards = await lines<CardsLine>(cardsStatement(look))
    const repeats = await lines<RepeatsLine>(repeatsStatement(look))
    const traffic = await lines<PartsLine>(trafficStatement(look))
    found.push(...judgeCards({ cards, repeats, traffic }, look.period, options.zone))
  }
  if (checks.includes('lost_without_contact')) {
    const [first] = await lines<{ since: string }>(firstContactStatement(look))
    found.push(...judgeParts('lost_without_contact', await lines(lostStatement(look, Number(first?.since ?? 0)))))
  }
  if (checks.includes('late_entry')) found.push(...judgeParts('late_entry', await lines(lateStatement(look))))
  if (checks.includes('unknown_code')) found.push(...judgeParts('unknown_code', await lines(unknownStatement(look))))
  if (checks.includes('conflicting_revision')) found.push(...(await conflicts(options, look)))
  if (checks.includes('silent') && look.plan.spec.as_of === null) found.push(...(await silence(options, look)))
  return found.filter(({ check }) => checks.includes(check)).sort(byStanding)
}

async function conflicts({ postgres }: DoubtsOptions, look: Look): Promise<Doubt[]> {
  const { plan, organisation, period, habit, until } = look
  const inside = new Set(dealersOf(look))
  const tallies = new Map<string, [dealer: string, advisor: string | null, period: number, habit: number]>()
  const rows = await conflictsBetween(postgres, { from: habit, until, known_at: plan.known_at })
  for (const { dealer_id, advisor_id, occurred_at } of rows) {
    const dealer = organisation.dealerCode(dealer_id)
    if (dealer === undefined || !inside.has(dealer)) continue
    if (plan.spec.where.advisor_id && !plan.spec.where.advisor_id.includes(advisor_id || null)) continue
    for (const advisor of advisor_id === '' ? [null] : [null, advisor_id]) {
      const key = JSON.stringify([dealer, advisor])
      const tally = tallies.get(key) ?? [dealer, advisor, 0, 0]
      tallies.set(key, tally)
      if (occurred_at >= period) tally[2]++
      tally[3]++
    }
  }
  return [...tallies.values()].flatMap(([dealer_id, advisor_id, inPeriod, inHabit]) => {
    const evidence = (n: number) => ({ value: n, units: n })
    const suspect = { dealer_id, advisor_id }
    return judge('conflicting_revision', suspect, { period: evidence(inPeriod), habit: evidence(inHabit) }) ?? []
  })
}

async function silence({ silent }: DoubtsOptions, look: Look): Promise<Doubt[]> {
  const inside = new Set(look.plan.spec.where.advisor_id ? [] : dealersOf(look))
  return (await silent())
    .filter(({ dealer_id }) => inside.has(dealer_id))
    .flatMap(({ dealer_id, hours, usual, arrivals }) => {
      const evidence = { value: hours, units: arrivals, threshold: usual }
      return judge('silent', { dealer_id, advisor_id: null }, { period: evidence, habit: evidence }) ?? []
    })
}

const dealersOf = ({ plan, organisation }: Look): string[] =>
  dealersIn(plan.spec.where, organisation, plan.clock.zone.day(plan.as_of))

/** By check in the order of their declaration, then by dealer, the dealer itself before its advisors. */
function byStanding(a: Doubt, b: Doubt): number {
  const parts = (one: Doubt) => [one.dealer_id, one.advisor_id ?? '']
  return (
    CHECK_NAMES.indexOf(a.check) - CHECK_NAMES.indexOf(b.check) || (parts(a).join('\n') < parts(b).join('\n') ? -1 : 1)
  )
}
