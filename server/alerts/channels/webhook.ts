import { createHmac } from 'node:crypto'
import type { Message, Told } from './message.ts'

/**
 * A signed call: `X-Warroom-Signature: v1=hex(HMAC-SHA256(secret, timestamp + "." + body))`. The same delivery carries
 * the same `X-Warroom-Delivery`, however often it is tried. The timestamp is part of what is signed, so that a receiver
 * can refuse a call that was recorded and comes again.
 */
export function webhook(
  secret: string,
  { message, told, delivery }: { message: Message; told: Told; delivery: number },
  now: number,
): { body: string; headers: Record<string, string> } {
  const { what, level, kind, zh, en, alert = null } = message
  const body = JSON.stringify({
    type: `alert.${what}`,
    delivery,
    level,
    kind,
    zh,
    en,
    url: told.url || message.link,
    alert,
  })
  const timestamp = String(Math.floor(now / 1_000))
  return {
    body,
    headers: {
      'X-Warroom-Timestamp': timestamp,
      'X-Warroom-Delivery': String(delivery),
      'X-Warroom-Signature': `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
    },
  }
}
