import { createHmac } from 'node:crypto'
import type { Told } from './message.ts'

/** A request that a robot takes. */
export interface RobotRequest {
  url: string
  body: Record<string, unknown>
}

/** How loud it is: 企业微信 and 飞书 colour by it. */
export type Tone = 'grey' | 'plain' | 'warning' | 'red'

/** 企业微信: at most 4,096 bytes of markdown; longer is refused as a whole. */
const MOST_WECOM_BYTES = 4_000
const WECOM_COLOURS = { grey: 'comment', plain: 'info', warning: 'warning', red: 'warning' } as const
const FEISHU_COLOURS = { grey: 'grey', plain: 'blue', warning: 'orange', red: 'red' } as const

/** A robot of a group in 企业微信: `msgtype` markdown; its key is part of the address. */
export function wecom(address: string, { title, text, url }: Told, tone: Tone): RobotRequest {
  const head = `<font color="${WECOM_COLOURS[tone]}">${escaped(title)}</font>`
  const content = `${head}\n> ${escaped(shortened(text, MOST_WECOM_BYTES - Buffer.byteLength(url) - 200))}\n[打开战情室](${url})`
  return { url: address, body: { msgtype: 'markdown', markdown: { content } } }
}

/**
 * A robot of a group in 钉钉. With a secret (加签) the address carries `timestamp` in ms and the signature of
 * `timestamp\nsecret` by HMAC-SHA256 with the secret as its key, in base64.
 */
export function dingtalk(address: string, secret: string, { title, text, url }: Told, now: number): RobotRequest {
  const signed = new URL(address)
  if (secret !== '') {
    signed.searchParams.set('timestamp', String(now))
    signed.searchParams.set('sign', createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64'))
  }
  const body = { title: `${title}${text.slice(0, 40)}`, text: `#### ${title}\n> ${text}\n\n[打开战情室](${url})` }
  return { url: signed.href, body: { msgtype: 'markdown', markdown: body, at: { isAtAll: false } } }
}

/**
 * A robot of a group in 飞书: a card. With a secret the body carries `timestamp` in seconds and the signature of an
 * empty text by HMAC-SHA256 with `timestamp\nsecret` as its key, in base64.
 */
export function feishu(
  address: string,
  secret: string,
  { title, text, url }: Told,
  tone: Tone,
  now: number,
): RobotRequest {
  const timestamp = String(Math.floor(now / 1_000))
  const sign = createHmac('sha256', `${timestamp}\n${secret}`).digest('base64')
  const card = {
    config: { wide_screen_mode: true },
    header: { template: FEISHU_COLOURS[tone], title: { tag: 'plain_text', content: title } },
    elements: [
      { tag: 'div', text: { tag: 'plain_text', content: text } },
      {
        tag: 'action',
        actions: [{ tag: 'button', text: { tag: 'plain_text', content: '打开战情室' }, type: 'primary', url }],
      },
    ],
  }
  return { url: address, body: { ...(secret !== '' && { timestamp, sign }), msg_type: 'interactive', card } }
}

/** The robots answer 200 and say in the body whether they took it: `errcode` 0, or `code` 0. */
export function robotFault(answer: string): string | null {
  try {
    const { errcode, errmsg, code, msg } = JSON.parse(answer) as Record<string, unknown>
    const said = errcode ?? code
    if (said === 0) return null
    return `the robot answered ${String(said)}: ${String(errmsg ?? msg ?? '').slice(0, 200)}`
  } catch {
    return 'the robot did not answer in JSON'
  }
}

/** Names of stores must not become marks of the markdown. */
const escaped = (text: string): string =>
  text.replace(/[<>[\]]/g, (sign) => ({ '<': '＜', '>': '＞', '[': '［', ']': '］' })[sign]!)

function shortened(text: string, bytes: number): string {
  let cut = text
  while (Buffer.byteLength(cut) > bytes) cut = `${cut.slice(0, Math.floor(cut.length * 0.9) - 1)}…`
  return cut
}
