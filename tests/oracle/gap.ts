/**
 * A gap over the steps of a funnel by the definition of the additive log-mean Divisia index: every factor's part is
 * L(V1, V0) · ln(x1 / x0) with L(a, b) = (a − b) / ln(a / b). Counts by stage, the last one the outcome.
 *
 * A stage that one of two living ranges passed over has no rate there, so it is one factor with the step below it.
 * Where one range ends in nothing, the limit of ever smaller rates: the whole change falls to the factors that are zero
 * there and not here, in equal shares; a rate of nobody is unknown and is what it is in the other range.
 */
export function partsOfGap(before: readonly number[], after: readonly number[]): number[] {
  const [v0, v1] = [before.at(-1)!, after.at(-1)!]
  const none = before.map(() => 0)
  if (v0 === v1 && v0 === 0) return none
  if (v0 > 0 && v1 > 0) {
    const stages = before.flatMap((count, i) => (count > 0 && after[i]! > 0 ? [i] : []))
    const mean = v0 === v1 ? v0 : (v1 - v0) / (Math.log(v1) - Math.log(v0))
    return before.map((_, i) => {
      const n = stages.indexOf(i)
      if (n < 0) return 0
      const factor = (counts: readonly number[]) => counts[i]! / (n === 0 ? 1 : counts[stages[n - 1]!]!)
      return mean * (Math.log(factor(after)) - Math.log(factor(before)))
    })
  }
  const factor = (counts: readonly number[], i: number): number | undefined =>
    i === 0 ? counts[0] : counts[i - 1]! > 0 ? counts[i]! / counts[i - 1]! : undefined
  const [dead, alive] = v0 === 0 ? [before, after] : [after, before]
  const died = before.flatMap((_, i) => {
    const [gone, there] = [factor(dead, i), factor(alive, i)]
    return (gone ?? there) === 0 && (there ?? gone ?? 0) > 0 ? [i] : []
  })
  const whose = died.length > 0 ? died : [before.length - 1]
  return none.map((_, i) => (whose.includes(i) ? (v1 - v0) / whose.length : 0))
}
