/** Rounds figures so that they add up to the rounded total: what is left goes to the largest remainders (Hamilton). */
export function roundTogether(values: readonly number[]): number[] {
  const total = Math.round(values.reduce((sum, value) => sum + value, 0))
  const floors = values.map((value) => Math.floor(value))
  let left = total - floors.reduce((sum, value) => sum + value, 0)
  const byRemainder = values
    .map((value, i) => ({ i, rest: value - floors[i]! }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i)
  const rounded = [...floors]
  for (const { i } of byRemainder) if (left-- > 0) rounded[i]!++
  return rounded.map((value) => value || 0)
}
