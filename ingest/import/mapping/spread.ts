import { ImportFault } from '../read/fault.ts'

/** How a key is given one of the codes of a list, always the same one. */
export type SpreadRule = 'hash' | 'modulo'

/**
 * Gives every key one code of a sorted list. `modulo`: the whole number of the key, modulo the length of the list.
 * `hash`: FNV-1a, 32 bits, over the key's UTF-8 bytes, modulo the length.
 */
export function spreadOver(codes: readonly string[], rule: SpreadRule): (key: string) => string {
  if (codes.length === 0) throw new ImportFault('A spread has an empty list to spread over.')
  if (rule === 'hash') return (key) => codes[fnv1a(key) % codes.length]!
  return (key) => {
    if (!/^\d{1,15}$/.test(key)) return ''
    return codes[Number(key) % codes.length]!
  }
}

const encoder = new TextEncoder()

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
