import { watch } from 'vue'

/**
 * A key under which something is written once, however often it is sent. Made from random bytes rather than by
 * `crypto.randomUUID`, which a browser offers only over https: tablets reach a war room in the house by plain http.
 */
export const freshKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The key of what is being typed: sent again as it is it keeps its key, and gets another once it reads otherwise. */
export function useKey(text: () => string): () => string {
  let key = freshKey()
  watch(text, () => (key = freshKey()), { flush: 'sync' })
  return () => key
}
