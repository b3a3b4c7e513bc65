import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { Refusal } from '#domain/errors.ts'

const inner = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) inner.addSubnet(network, bits, 'ipv4') // prettier-ignore
for (const [network, bits] of [['::', 127], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8], ['64:ff9b::', 96], ['2001:db8::', 32]] as const)
  inner.addSubnet(network, bits, 'ipv6') // prettier-ignore

/** Whether an address belongs to this machine or its own network, also one of version 4 written as version 6. */
export function isInner(address: string): boolean {
  const version = isIP(address)
  if (version === 0) return true
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return isInner(mapped)
  if (/^::ffff:/i.test(address)) return true
  return inner.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Where a message may be sent: the address that a host stands for at this moment. Throws `bad_spec` for one inside this
 * network unless that is allowed. The connection is made to exactly this address, so that a name that changes its mind
 * afterwards leads nowhere else.
 */
export async function resolveHost(host: string, allowInner: boolean): Promise<{ address: string; family: number }> {
  const name = host.replace(/^\[|\]$/g, '')
  const found = isIP(name) ? [{ address: name, family: isIP(name) }] : await lookup(name, { all: true })
  if (found.length === 0) throw new Error('the host has no address')
  if (!allowInner && found.some(({ address }) => isInner(address)))
    throw new Refusal('bad_spec', 'the address leads into this network, which WARROOM_ALERT_PRIVATE_HOSTS does not allow', { path: 'address' }) // prettier-ignore
  return found[0]!
}
