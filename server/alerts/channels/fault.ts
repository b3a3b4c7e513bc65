/** Why a message was not taken, and how long the other side wants to be left alone, ms. */
export interface Fault {
  said: string
  wait?: number
}

const MINUTE_MS = 60_000
const LONGEST_WAIT_MS = 60 * MINUTE_MS
/** Answers of robots that were sent too much: 企业微信, 飞书; 钉钉 is deaf for ten minutes then. */
const TOO_MUCH: Readonly<Record<string, number>> = {
  45009: MINUTE_MS,
  9499: MINUTE_MS,
  11232: MINUTE_MS,
  130101: 10 * MINUTE_MS,
  410100: 10 * MINUTE_MS,
  90030: 10 * MINUTE_MS,
}

/** The robots answer 200 and say in the body whether they took it: `errcode`, `code` or, long ago, `StatusCode` 0. */
export function robotFault(answer: string): Fault | null {
  try {
    const { errcode, errmsg, code, msg, StatusCode, StatusMessage } = JSON.parse(answer) as Record<string, unknown>
    const number = errcode ?? code ?? StatusCode
    if (number === 0) return null
    const wait = TOO_MUCH[String(number)]
    const said = `the robot answered ${String(number)}: ${String(errmsg ?? msg ?? StatusMessage ?? '').slice(0, 200)}`
    return { said, ...(wait !== undefined && { wait }) }
  } catch {
    return { said: 'the robot did not answer in JSON' }
  }
}

/** What a status says; `again` is its `Retry-After`, seconds, where it gives one. */
export function statusFault(status: number, again: string | undefined): Fault | null {
  if (status >= 200 && status < 300) return null
  const wait = status === 429 || status === 503 ? Math.min(LONGEST_WAIT_MS, Number(again) * 1_000) : Number.NaN
  return { said: `it answered ${status}`, ...(wait > 0 && { wait }) }
}
