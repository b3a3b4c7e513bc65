import { z } from 'zod'
import { Refusal } from '#domain/errors.ts'
import { readDimension } from '#domain/dimensions.ts'
import type { ChannelRow } from '#store/postgres/alerts-channels.ts'
import { newSecret } from '../../access/secret.ts'
import { resolveHost } from './hosts.ts'
import { CHANNEL_KINDS } from './send.ts'

const FORM = z.strictObject({
  name: z.string().trim().min(1).max(80),
  kind: z.enum(CHANNEL_KINDS),
  address: z.string().trim().min(3).max(2_000),
  secret: z.string().max(500).default(''),
  scope: z.record(z.string(), z.array(z.string().max(200)).min(1).max(500)).default({}),
  level: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(2),
  lang: z.enum(['zh', 'en']).default('zh'),
})

/**
 * Reads a new channel. A webhook without a secret gets one. Throws `bad_spec` naming the offender, also for an address
 * that is neither http nor https or leads into this network.
 */
export async function readChannel(raw: unknown, by: string, allowInner: boolean): Promise<Omit<ChannelRow, 'id'>> {
  const read = FORM.safeParse(raw)
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    throw new Refusal('bad_spec', `${path.join('.') || 'the body'}: ${message}`, { path: path.join('.') })
  }
  const channel = { ...read.data, created_by: by }
  for (const name of Object.keys(channel.scope)) readDimension(name, `scope.${name}`)
  if (channel.kind === 'email') {
    if (!z.email().safeParse(channel.address).success)
      throw new Refusal('bad_spec', 'address is not an e-mail address', { path: 'address' })
    return channel
  }
  await checkAddress(channel.address, allowInner)
  return channel.kind === 'webhook' && channel.secret === '' ? { ...channel, secret: newSecret() } : channel
}

async function checkAddress(address: string, allowInner: boolean): Promise<void> {
  const refuse = (message: string, cause?: unknown) => new Refusal('bad_spec', message, { path: 'address', cause })
  let url: URL
  try {
    url = new URL(address)
  } catch (cause) {
    throw refuse('address is not a URL', cause)
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('address is neither http nor https')
  if (url.username || url.password) throw refuse('address carries a user; give a secret instead')
  try {
    await resolveHost(url.hostname, allowInner)
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown : refuse('the host of the address cannot be found', thrown)
  }
}

/** What may be said of a channel: never its secret, and of its address the host alone, for robots keep keys in it. */
export function statedChannel({ address, secret, ...channel }: ChannelRow): Record<string, unknown> {
  const shown = channel.kind === 'email' ? address : `${new URL(address).origin}/…`
  return { ...channel, id: String(channel.id), address: shown, signed: secret !== '' }
}
