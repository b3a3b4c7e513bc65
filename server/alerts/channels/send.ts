import { createTransport } from 'nodemailer'
import type { ChannelRow } from '#store/postgres/alerts-channels.ts'
import { robotFault, statusFault, type Fault } from './fault.ts'
import { told, type Lang, type Message } from './message.ts'
import { post } from './post.ts'
import { dingtalk, feishu, wecom, type RobotRequest, type Tone } from './robots.ts'
import { webhook } from './webhook.ts'

export const CHANNEL_KINDS = ['webhook', 'email', 'wecom', 'dingtalk', 'feishu'] as const
type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** Whether a channel is a robot of a group, which takes so many messages a minute. */
export const isRobot = (kind: string): boolean => kind === 'wecom' || kind === 'dingtalk' || kind === 'feishu'

export interface SendRooms {
  /** The war room's own address as its users know it. */
  publicUrl: string
  smtpUrl: string
  mailFrom: string
  /** Whether hosts of this network may be called. */
  allowInner: boolean
  now: () => number
}

const MAIL_MS = 20_000

/** Sends one message through one channel. Answers what went wrong, or `null`. Never throws. */
export async function send(
  channel: ChannelRow,
  message: Message,
  delivery: number,
  rooms: SendRooms,
): Promise<Fault | null> {
  try {
    return await WAYS[channel.kind as ChannelKind](channel, message, delivery, rooms)
  } catch (thrown) {
    // Faults of the line may quote the address, and robots keep their key in it.
    const { code, message: said } = thrown as { code?: string; message: string }
    return { said: (code ?? said).replaceAll(channel.address, '…').slice(0, 200) }
  }
}

type Way = (channel: ChannelRow, message: Message, delivery: number, rooms: SendRooms) => Promise<Fault | null>

const WAYS: Record<ChannelKind, Way> = {
  webhook: async (channel, message, delivery, rooms) => {
    const { body, headers } = webhook(channel.secret, { message, told: tell(channel, message, rooms), delivery }, rooms.now()) // prettier-ignore
    const { status, retryAfter } = await post(channel.address, body, headers, rooms)
    return statusFault(status, retryAfter)
  },
  wecom: (channel, message, _delivery, rooms) =>
    robot(wecom(channel.address, tell(channel, message, rooms), toneOf(message)), rooms),
  dingtalk: (channel, message, _delivery, rooms) =>
    robot(dingtalk(channel.address, channel.secret, tell(channel, message, rooms), rooms.now()), rooms),
  feishu: (channel, message, _delivery, rooms) =>
    robot(feishu(channel.address, channel.secret, tell(channel, message, rooms), toneOf(message), rooms.now()), rooms),
  email: async (channel, message, delivery, rooms) => {
    if (rooms.smtpUrl === '') return { said: 'WARROOM_SMTP_URL is not set' }
    const { title, text, url } = tell(channel, message, rooms)
    const mail = createTransport(rooms.smtpUrl, {
      from: rooms.mailFrom,
      connectionTimeout: MAIL_MS,
      greetingTimeout: MAIL_MS,
      socketTimeout: MAIL_MS,
    } as never)
    try {
      await mail.sendMail({
        from: rooms.mailFrom,
        to: channel.address,
        subject: `${title}${text.slice(0, 60)}`,
        text: url === '' ? `${text}\n` : `${text}\n\n${url}\n`,
        headers: { 'X-Warroom-Delivery': String(delivery), 'Auto-Submitted': 'auto-generated' },
      })
    } finally {
      mail.close()
    }
    return null
  },
}

async function robot({ url, body }: RobotRequest, rooms: SendRooms): Promise<Fault | null> {
  const { status, answer, retryAfter } = await post(url, JSON.stringify(body), {}, rooms)
  const fault = robotFault(answer)
  // Some refuse with a status as well, and say in the body why.
  return status === 200 || fault?.wait !== undefined ? fault : statusFault(status, retryAfter)
}

const tell = (channel: ChannelRow, message: Message, { publicUrl }: SendRooms) =>
  told(message, channel.lang as Lang, publicUrl)

function toneOf({ kind, level, what }: Message): Tone {
  if (kind === 'data' || what === 'closed') return 'grey'
  if (what === 'test' || level === 1) return 'plain'
  return level === 3 ? 'red' : 'warning'
}
