import { promisify } from 'node:util'
import { setTimeout } from 'node:timers/promises'
import { constants, gzip } from 'node:zlib'
import { z } from 'zod'
import type { ReferenceRows } from '#domain/organisation.ts'
import { ImportFault } from '../read/fault.ts'
import type { Courier, Receipt } from './courier.ts'

const pack = promisify(gzip)

const receiptForm: z.ZodType<Receipt> = z.object({
  accepted: z.number(),
  duplicate: z.number(),
  corrected: z.number(),
  held: z.number(),
  rejected: z.array(
    z.object({ line: z.number(), event_id: z.string().nullish(), code: z.string(), message: z.string() }),
  ),
})
const refusalForm = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

export interface HttpOptions {
  url: string
  key: string
  /** An access token: the reference data are for askers, not for senders. */
  token?: string
  /** Waits some milliseconds; real time unless a test says otherwise. */
  wait?: (ms: number) => Promise<unknown>
}

/** A door that stays shut this many times in a row is not merely busy. */
const MOST_TRIES = 240
/** Without an answer at all the server is down: fewer tries. */
const MOST_SILENCES = 20
const SILENCE_MS = 3_000
const LONGEST_WAIT_S = 30

/** The door of a running server. Waits on 429 and 503 as told; sends again when the line breaks, which is harmless. */
export function httpCourier({ url, key, token, wait = setTimeout }: HttpOptions): Courier {
  const base = url.replace(/\/+$/, '')
  const headers = { authorization: `Bearer ${key}` }
  return {
    place: base,
    send: async (target, ndjson, rows, { history }) => {
      const body = await pack(ndjson, { level: constants.Z_BEST_SPEED })
      const address = `${base}/api/ingest/${target}?priority=bulk${history ? '&history=1' : ''}`
      const more = { ...headers, 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' }
      let silences = 0
      for (let tries = 1; ; tries++) {
        const answer = await fetch(address, { method: 'POST', headers: more, body }).catch(() => undefined)
        if (!answer) {
          if (++silences >= MOST_SILENCES)
            throw new ImportFault(`${base} does not answer. The same command goes on from here once it does.`)
          await wait(SILENCE_MS)
          continue
        }
        silences = 0
        if (answer.ok) return receiptForm.parse(await answer.json())
        const why = await reason(answer)
        if (answer.status === 401)
          throw new ImportFault(
            `${base} does not know this ingest key (${why}); give it with --key or WARROOM_INGEST_KEY.`,
          )
        if (answer.status !== 429 && answer.status !== 503)
          throw new ImportFault(`${base} refuses a batch of ${rows} rows: ${why}`)
        if (tries >= MOST_TRIES) throw new ImportFault(`${base} stays busy: ${why} The same command goes on from here.`)
        await wait(Math.min(Number(answer.headers.get('retry-after')) || 1, LONGEST_WAIT_S) * 1000)
      }
    },
    reference: async () => {
      const answer = await fetch(`${base}/api/reference`, {
        headers: { authorization: `Bearer ${token || key}` },
      }).catch(() => undefined)
      return answer?.ok ? ((await answer.json()) as ReferenceRows) : undefined
    },
    close: () => Promise.resolve(),
  }
}

async function reason(answer: Response): Promise<string> {
  const parsed = refusalForm.safeParse(await answer.json().catch(() => undefined))
  return parsed.success ? `${parsed.data.error.message}.` : `status ${answer.status}.`
}

/** Whether a war room answers at an address. */
export async function answers(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(2_000)
  const answer = await fetch(`${url.replace(/\/+$/, '')}/healthz`, { signal }).catch(() => undefined)
  const told = answer?.ok ? ((await answer.json().catch(() => undefined)) as { ok?: unknown } | undefined) : undefined
  return told?.ok === true
}
