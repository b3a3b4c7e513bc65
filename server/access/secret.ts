import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new secret: 192 random bits as text that survives URLs and shells. */
export const newSecret = (): string => randomBytes(24).toString('base64url')

/** Compares secrets in constant time, whatever their lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return expected !== '' && timingSafeEqual(digest(given), digest(expected))
}

/** `payload.signature`: text that only the holder of the key can have written. */
export function sign(payload: string, key: string): string {
  return `${payload}.${createHmac('sha256', key).update(payload).digest('base64url')}`
}

/** The payload of a signed text, or `null` when the signature is not ours. */
export function unsign(signed: string, key: string): string | null {
  const dot = signed.lastIndexOf('.')
  if (dot < 1) return null
  const payload = signed.slice(0, dot)
  return sameSecret(signed, sign(payload, key)) ? payload : null
}
