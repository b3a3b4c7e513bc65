/**
 * A 53-bit digest of a text, as an exact integer: tells a re-sent body from another one. Not for secrets.
 * Two multiplicative hashes over UTF-16 units, mixed (the construction known as cyrb53).
 */
export function digest(text: string, seed = 0): number {
  const [high, low] = digestPair(text, seed)
  return 4_294_967_296 * (high & 0x1fffff) + low
}

/** The same as two unsigned 32-bit words, for filters that need several hashes. */
export function digestPair(text: string, seed = 0): [number, number] {
  let a = 0xdeadbeef ^ seed
  let b = 0x41c6ce57 ^ seed
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 2_654_435_761)
    b = Math.imul(b ^ unit, 1_597_334_677)
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909)
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909)
  return [b >>> 0, a >>> 0]
}
