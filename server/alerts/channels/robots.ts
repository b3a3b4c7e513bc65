import { createHmac } from 'node:crypto'
import type { Told } from './message.ts'

/** A request that a robot takes. */
export interface RobotRequest {
  url: string
  body: Record<string, unknown>
}

/** How loud it is: 企业微信 and 飞书 colour by it. */
export type Tone = 'grey' | 'plain' | 'warning' | 'red'

/** 企业微信 takes at most 4,096 bytes of markdown and refuses what is longer as a whole; the others take more. */
const MOST_BYTES = 4_000
/** What stands around the text: its title, colours, the name of the link. */
const FRAME_BYTES = 200
const WECOM_COLOURS = { grey: 'comment', plain: 'info', warning: 'warning', red: 'warning' } as const
const FEISHU_COLOURS = { grey: 'grey', plain: 'blue', warning: 'orange', red: 'red' } as const

/** A robot of a group in 企业微信: `msgtype` markdown; its key is part of the address. */
export function wecom(address: string, told: Told, tone: Tone): RobotRequest {
  const head = `<font color="${WECOM_COLOURS[tone]}">${escaped(told.title)}</font>`
  const content = `${head}\n> ${escaped(shortened(told))}${linkOf(told, '\n')}`
  return { url: address, body: { msgtype: 'markdown', markdown: { content } } }
}

/**
 * A robot of a group in 钉钉. With a secret (加签) the address carries `timestamp` in ms and the signature of
 * `timestamp\nsecret` by HMAC-SHA256 with the secret as its key, in base64.
 */
export function dingtalk(address: string, secret: string, told: Told, now: number): RobotRequest {
  const { title, text } = told
  const signed = new URL(address)
  if (secret !== '') {
    signed.searchParams.set('timestamp', String(now))
    signed.searchParams.set('sign', createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64'))
  }
  const body = {
    title: `${title}${cutTo(text, 120)}`,
    text: `#### ${title}\n> ${escaped(shortened(told))}${linkOf(told, '\n\n')}`,
  }
  return { url: signed.href, body: { msgtype: 'markdown', markdown: body, at: { isAtAll: false } } }
}

/**
 * A robot of a group in 飞书: a card. With a secret the body carries `timestamp` in seconds and the signature of an
 * empty text by HMAC-SHA256 with `timestamp\nsecret` as its key, in base64.
 */
export function feishu(address: string, secret: string, told: Told, tone: Tone, now: number): RobotRequest {
  const { title, url, open } = told
  const timestamp = String(Math.floor(now / 1_000))
  const sign = createHmac('sha256', `${timestamp}\n${secret}`).digest('base64')
  const button = { tag: 'button', text: { tag: 'plain_text', content: open }, type: 'primary', url }
  const card = {
    config: { wide_screen_mode: true },
    header: { template: FEISHU_COLOURS[tone], title: { tag: 'plain_text', content: title } },
    elements: [
      { tag: 'div', text: { tag: 'plain_text', content: shortened(told) } },
      ...(url === '' ? [] : [{ tag: 'action', actions: [button] }]),
    ],
  }
  return { url: address, body: { ...(secret !== '' && { timestamp, sign }), msg_type: 'interactive', card } }
}

/** Names of stores must not become marks of the markdown. */
const escaped = (text: string): string =>
  text.replace(/[<>[\]]/g, (sign) => ({ '<': '＜', '>': '＞', '[': '［', ']': '］' })[sign]!)

const linkOf = ({ url, open }: Told, before: string): string => (url === '' ? '' : `${before}[${open}](${url})`)

/** Signs that are made wider by `escaped` are three bytes long: the text is measured as it will be. */
const shortened = ({ text, url }: Told): string => cutTo(text, MOST_BYTES - Buffer.byteLength(url) - FRAME_BYTES)

/** As much of a text as fits into so many bytes, whole signs only. */
function cutTo(text: string, bytes: number): string {
  if (Buffer.byteLength(escaped(text)) <= bytes) return text
  let [cut, left] = ['', bytes - Buffer.byteLength('…')]
  for (const sign of text) {
    left -= Buffer.byteLength(escaped(sign))
    if (left < 0) break
    cut += sign
  }
  return `${cut}…`
}
