/** What a dealer's events of two kinds come to: the figures of a rate. */
export interface Told {
  dealer: string
  /** Business day. */
  day: string
  /** Above or below the line of the rate. */
  side: 'above' | 'below'
  sign: number
}

const number = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000

/** Counts events by dealer and week, from the definition: weeks are seven days from the first day on. */
export function recountWeeks(told: readonly Told[], dealer: string, first: string, weeks: number) {
  const line = (side: Told['side']): number[] => {
    const counts = new Array<number>(weeks).fill(0)
    for (const one of told) {
      const week = Math.floor((number(one.day) - number(first)) / 7)
      if (one.dealer === dealer && one.side === side && week >= 0 && week < weeks) counts[week]! += one.sign
    }
    return counts
  }
  return { above: line('above'), below: line('below') }
}
