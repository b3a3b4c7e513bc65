import { digestPair } from '../steps/digest.ts'

const FIRST_CAPACITY = 1 << 20
/** Bits a key: with five probes about one false alarm in 1,500 when full. */
const BITS = 16
const PROBES = 5

interface Layer {
  capacity: number
  count: number
  words: Uint32Array<ArrayBuffer>
}

/**
 * Which keys may be known: never wrong about a key that was added, rarely wrong about one that was not. Grows by
 * layers, each twice as large as the one before, so nothing is ever hashed again.
 */
export class Filter {
  readonly #layers: Layer[]

  constructor(layers: Layer[] = [layerOf(FIRST_CAPACITY)]) {
    this.#layers = layers
  }

  has(key: string): boolean {
    const [a, b] = digestPair(key)
    return this.#layers.some(({ words }) => contains(words, a, b))
  }

  add(key: string): void {
    const [a, b] = digestPair(key)
    let layer = this.#layers.at(-1)!
    if (layer.count >= layer.capacity) {
      layer = layerOf(layer.capacity * 2)
      this.#layers.push(layer)
    }
    layer.count++
    const mask = layer.words.length * 32 - 1
    for (let i = 0; i < PROBES; i++) {
      const bit = (a + Math.imul(i, b | 1)) & mask
      layer.words[bit >>> 5]! |= 1 << (bit & 31)
    }
  }

  /** The filter as bytes that `readFilter` understands. */
  pack(): Buffer {
    const header = new Uint32Array([
      this.#layers.length,
      ...this.#layers.flatMap(({ capacity, count }) => [capacity, count]),
    ])
    return Buffer.concat([bytes(header), ...this.#layers.map(({ words }) => bytes(words))])
  }
}

/** Reads packed bytes. Throws RangeError when they are not a filter. */
export function readFilter(packed: Buffer): Filter {
  const words = new Uint32Array(new Uint8Array(packed).buffer)
  const count = words[0] ?? 0
  const layers: Layer[] = []
  let from = 1 + 2 * count
  for (let i = 0; i < count; i++) {
    const capacity = words[1 + 2 * i]!
    const length = (capacity * BITS) / 32
    layers.push({ capacity, count: words[2 + 2 * i]!, words: words.slice(from, from + length) })
    from += length
  }
  if (count === 0 || from !== words.length) throw new RangeError('these bytes are not a filter')
  return new Filter(layers)
}

const layerOf = (capacity: number): Layer => ({ capacity, count: 0, words: new Uint32Array((capacity * BITS) / 32) })

const bytes = (words: Uint32Array): Buffer => Buffer.from(words.buffer, words.byteOffset, words.byteLength)

function contains(words: Uint32Array, a: number, b: number): boolean {
  const mask = words.length * 32 - 1
  for (let i = 0; i < PROBES; i++) {
    const bit = (a + Math.imul(i, b | 1)) & mask
    if ((words[bit >>> 5]! & (1 << (bit & 31))) === 0) return false
  }
  return true
}
