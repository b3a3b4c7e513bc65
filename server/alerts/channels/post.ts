import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { resolveHost } from './hosts.ts'

const LONGEST_MS = 10_000
const MOST_ANSWER = 65_536

/** Posts JSON to a host that may be called. Redirects are not followed. Rejects when nothing answers in ten seconds. */
export async function post(
  address: string,
  body: string,
  headers: Record<string, string>,
  { allowInner }: { allowInner: boolean },
): Promise<{ status: number; answer: string; retryAfter: string | undefined }> {
  const url = new URL(address)
  const host = await resolveHost(url.hostname, allowInner)
  const send = url.protocol === 'https:' ? secure : plain
  return new Promise((resolve, reject) => {
    const call = send(
      url,
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': Buffer.byteLength(body),
          ...headers,
        },
        lookup: (_name, options, found) => {
          if (options.all) found(null, [host])
          else found(null, host.address, host.family)
        },
        signal: AbortSignal.timeout(LONGEST_MS),
      },
      (response) => {
        const parts: Buffer[] = []
        let size = 0
        response.on('data', (part: Buffer) => {
          size += part.length
          if (size <= MOST_ANSWER) parts.push(part)
        })
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            answer: Buffer.concat(parts).toString('utf8'),
            retryAfter: response.headers['retry-after'],
          }),
        )
        response.on('error', reject)
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}
