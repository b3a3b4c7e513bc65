import type { Counted } from './ledger.ts'

/** An event with the person it is about, by whatever name. */
export interface Happening extends Counted {
  at: number
  person: string
}

/** One event that entered a range, with its journey. */
export interface Entrant {
  event: Happening
  units: number
  /** The unique lead of its journey; none where no journey had begun. */
  start: number | null
  /** When the next one began. */
  next: number
  cut: number
  /** Its events from the entry on, for a number of days; or back to its journey's beginning. */
  ahead(days: number): Happening[]
  behind(): Happening[]
  /** Whether an order was taken back between the entry and the end. */
  cancelled(order: Happening, days: number): boolean
}

export const DAY = 86_400_000

export const sum = (list: readonly Entrant[], test: (one: Entrant) => boolean): number =>
  list.filter(test).reduce((total, { units }) => total + units, 0)

/** The smallest that at least a share of all does not exceed. */
function ranked(numbers: readonly number[], percent: number): number | null {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted.find((_, i) => (i + 1) * 100 >= percent * sorted.length) ?? null
}

export interface Answered {
  figure: unknown
  /** Whether anything stands behind it. */
  present: boolean
}

export const quotient = (above: number, below: number): Answered => ({
  figure: below === 0 ? null : above / below,
  present: above !== 0 || below !== 0,
})

/** Entrants that a figure counts, each with its weight: its units unless it counts as one. */
export interface Counting {
  one: Entrant
  units: number
}
/** What a quotient divides. */
export interface Sides {
  above: Counting[]
  below: Counting[]
}
const weighed = (list: readonly Entrant[]): Counting[] => list.map((one) => ({ one, units: one.units }))
const each = (list: readonly Entrant[]): Counting[] => list.map((one) => ({ one, units: 1 }))
const total = (list: readonly Counting[]): number => list.reduce((all, { units }) => all + units, 0)
/** Those of whom a test is known, and those who pass it. */
const sides = (list: readonly Entrant[], passes: (one: Entrant) => boolean): Sides => ({
  above: weighed(list.filter(passes)),
  below: weighed(list),
})
export const quantile = (numbers: readonly number[], percent: number): Answered => ({
  figure: ranked(numbers, percent),
  present: numbers.length > 0,
})

type Of = (kind: string) => Entrant[]

/** When the dealer had it: the lead, or its first dispatch where that is later. */
function given(one: Entrant): number {
  const dispatched = one.ahead(30).filter(({ kind }) => kind === 'dispatch').map(({ at }) => at) // prettier-ignore
  return dispatched.length > 0 ? Math.max(one.event.at, Math.min(...dispatched)) : one.event.at
}

function firstContact(one: Entrant): number | null {
  const contacts = one.ahead(30).filter(({ kind, at }) => kind === 'contact' && at >= given(one)).map(({ at }) => at) // prettier-ignore
  return contacts.length > 0 ? Math.min(...contacts) : null
}

/** Leads that were contacted, each with the minutes that it took. */
export const responses = (of: Of): { one: Entrant; took: number }[] =>
  of('unique_lead').flatMap((one) => {
    const first = firstContact(one)
    return first === null ? [] : [{ one, took: (first - given(one)) / 60_000 }]
  })

/** Calls whose outcome was said, in order: whether nobody answered. */
const missed = (one: Entrant): boolean[] =>
  one
    .ahead(30)
    .filter(({ kind, row }) => kind === 'contact' && row.connected !== undefined)
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row.connected === false)

/** Contacts that no other came before in their journey. */
export const firstContacts = (of: Of): Entrant[] =>
  of('contact').filter(
    (one) => one.start !== null && !one.behind().some(({ kind, at }) => kind === 'contact' && at < one.event.at),
  )

/** Leads contacted within so long of themselves or their dispatch, of those of which that is decided. */
function promptly(of: Of, within: number): Sides {
  const prompt = (one: Entrant) => firstContact(one) !== null && firstContact(one)! - given(one) <= within
  return sides(
    of('unique_lead').filter((one) => prompt(one) || given(one) + within <= one.cut),
    prompt,
  )
}

/** What the shares over journeys divide, by their words. */
export const SIDES: Record<string, (of: Of) => Sides> = {
  repurchase_rate: (of) => {
    const again = (one: Entrant) => one.behind().some(({ kind, at }) => kind === 'deal' && at < one.event.at)
    return { above: weighed(of('deal')), below: each(of('deal').filter((one) => !again(one))) }
  },
  contact_24h_rate: (of) => promptly(of, DAY),
  contact_2h_rate: (of) => promptly(of, DAY / 12),
  first_visit_15d_rate: (of) => {
    const outside = of('unique_lead').filter(
      ({ event: { row } }) => row.lead_id || ['phone', 'outreach'].includes(row.via as string),
    )
    const came = (one: Entrant) => one.ahead(15).some(({ kind }) => kind === 'first_visit')
    return sides(outside.filter((one) => came(one) || one.event.at + 15 * DAY <= one.cut), came) // prettier-ignore
  },
  second_call_rate: (of) => sides(of('unique_lead').filter((one) => missed(one)[0]), (one) => missed(one).length > 1), // prettier-ignore
  third_call_rate: (of) => sides(of('unique_lead').filter((one) => missed(one)[0] && missed(one)[1]), (one) => missed(one).length > 2), // prettier-ignore
  subjective_lost_rate: (of) => sides(of('lost'), (one) => one.behind().filter(({ kind }) => kind === 'contact').length < 3), // prettier-ignore
}

/** KPIs over journeys, by their words. */
export const KPIS: Record<string, (of: Of) => Answered> = {
  ...Object.fromEntries(
    Object.entries(SIDES).map(([name, divide]) => [
      name,
      (of: Of) => {
        const { above, below } = divide(of)
        return quotient(total(above), total(below))
      },
    ]),
  ),
  first_contact: (of) => {
    const firsts = firstContacts(of).length
    return { figure: firsts, present: firsts > 0 }
  },
  first_response_median: (of) => quantile(responses(of).map(({ took }) => took), 50), // prettier-ignore
  first_response_p80: (of) => quantile(responses(of).map(({ took }) => took), 80), // prettier-ignore
}
