/**
 * Columns of counts by leaf, in plain loops: the methods of typed arrays call a function for each of ten thousands of
 * leaves, and take ten times as long.
 */

export function total(column: Float64Array): number {
  let sum = 0
  for (let leaf = 0; leaf < column.length; leaf++) sum += column[leaf]!
  return sum
}

export function product(one: Float64Array, other: Float64Array): Float64Array {
  const made = new Float64Array(one.length)
  for (let leaf = 0; leaf < made.length; leaf++) made[leaf] = one[leaf]! * other[leaf]!
  return made
}

export function scaled(column: Float64Array, factor: number): Float64Array {
  const made = new Float64Array(column.length)
  for (let leaf = 0; leaf < made.length; leaf++) made[leaf] = column[leaf]! * factor
  return made
}

/** Multiplies in place by the factor of each leaf's code. */
export function scaleBy(column: Float64Array, codes: Int32Array, factors: ArrayLike<number>): void {
  for (let leaf = 0; leaf < column.length; leaf++) column[leaf]! *= factors[codes[leaf]!]!
}

/** Sums by code, from 0 to below `size`. */
export function sumBy(column: Float64Array, codes: Int32Array, size: number): Float64Array {
  const sums = new Float64Array(size)
  for (let leaf = 0; leaf < column.length; leaf++) sums[codes[leaf]!]! += column[leaf]!
  return sums
}
