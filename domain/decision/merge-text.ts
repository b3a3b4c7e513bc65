import { clausesOf, tokensOf } from './tokens.ts'

/** Pairs of parts that are compared at most. */
const MOST_COMPARED = 4_000_000
/** Between two wordings of the same place, the earlier first. */
const EITHER = ' / '

/**
 * One text of two that were written from the same base at once. What only one of them changed is taken; where both
 * changed the same place both wordings stand, the earlier first, so no word that either wrote is lost. Cut by clauses,
 * and within a clause by words where that leaves at most one place to choose.
 */
export function mergeText(base: string, theirs: string, yours: string): string {
  if (theirs === yours || yours === base) return theirs
  if (theirs === base) return yours
  return mergeParts(clausesOf(base), clausesOf(theirs), clausesOf(yours), (b, t, y) => {
    let choices = 0
    const words = mergeParts(tokensOf(b), tokensOf(t), tokensOf(y), (_, theirPart, yourPart) => {
      choices++
      return either(theirPart, yourPart)
    })
    return choices <= 1 ? words : either(t, y)
  })
}

type Settle = (base: string, theirs: string, yours: string) => string

function mergeParts(base: string[], theirs: string[], yours: string[], settle: Settle): string {
  const inTheirs = matches(base, theirs)
  const inYours = matches(base, yours)
  let [b, t, y] = [0, 0, 0]
  let text = ''
  const take = (nextB: number, nextT: number, nextY: number): void => {
    text += chosen(
      base.slice(b, nextB).join(''),
      theirs.slice(t, nextT).join(''),
      yours.slice(y, nextY).join(''),
      settle,
    )
    ;[b, t, y] = [nextB, nextT, nextY]
  }
  for (let at = 0; at < base.length; at++) {
    const [atT, atY] = [inTheirs[at]!, inYours[at]!]
    if (atT < 0 || atY < 0) continue
    take(at, atT, atY)
    text += base[at]!
    ;[b, t, y] = [at + 1, atT + 1, atY + 1]
  }
  take(base.length, theirs.length, yours.length)
  return text
}

function chosen(base: string, theirs: string, yours: string, settle: Settle): string {
  if (theirs === yours || yours === base) return theirs
  if (theirs === base) return yours
  // One took out what the other wrote anew: what was written stays.
  if (theirs === '') return yours
  if (yours === '') return theirs
  return settle(base, theirs, yours)
}

function either(theirs: string, yours: string): string {
  if (theirs.includes(yours)) return theirs
  if (yours.includes(theirs)) return yours
  return `${theirs.trimEnd()}${EITHER}${yours.trimStart()}`
}

/** For each part of `base` the place of its match in a longest common subsequence with `other`, or −1. */
function matches(base: readonly string[], other: readonly string[]): Int32Array {
  const [n, m] = [base.length, other.length]
  const found = new Int32Array(n).fill(-1)
  let head = 0
  while (head < n && head < m && base[head] === other[head]) found[head] = head++
  let tail = 0
  while (tail < n - head && tail < m - head && base[n - 1 - tail] === other[m - 1 - tail]) {
    found[n - 1 - tail] = m - 1 - tail
    tail++
  }
  const [rows, columns] = [n - head - tail, m - head - tail]
  // Beyond it the two are other texts rather than one that was edited; comparing them would hold up everybody.
  if (rows * columns > MOST_COMPARED) return found
  const width = columns + 1
  const length = new Uint16Array((rows + 1) * width)
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      length[i * width + j] =
        base[head + i] === other[head + j]
          ? length[(i + 1) * width + j + 1]! + 1
          : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!)
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (base[head + i] === other[head + j]) found[head + i++] = head + j++
    else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) i++
    else j++
  }
  return found
}
