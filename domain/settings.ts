import { z } from 'zod'
import type { UniqueLeadRule } from './uniqueness.ts'

const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most)
const flag = z.enum(['0', '1', 'true', 'false']).transform((word) => word === '1' || word === 'true')
const rule = z
  .string()
  .regex(/^(ever|opportunity|days:\d{1,4})$/, 'is none of ever, opportunity, days:N')
  .transform((word): UniqueLeadRule => {
    if (word === 'ever' || word === 'opportunity') return { rule: word }
    return { rule: 'days', days: Number(word.slice('days:'.length)) }
  })
const codes = z.string().transform((list): readonly string[] => list.split(',').map((code) => code.trim()).filter((code) => code !== '')) // prettier-ignore
const zone = z.string().refine((name) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}, 'is not an IANA time zone')

/** Every setting, read once from the environment: name, form, default and the reason for the default. */
export const SETTINGS = {
  PORT: { form: integer(0, 65_535), fallback: '8080', meaning: 'Port of the wall, the API and the sockets; 0 takes a free one.' },
  HOST: { form: z.string(), fallback: '0.0.0.0', meaning: 'Address to listen on; 127.0.0.1 keeps it on this machine.' },
  WARROOM_DATA: { form: z.string(), fallback: './data', meaning: 'Folder of the embedded stores, keys and import progress.' },
  CLICKHOUSE_URL: { form: z.string(), fallback: '', meaning: 'Address of a ClickHouse; empty runs the engine in the process.' },
  CLICKHOUSE_CLUSTER: { form: z.string(), fallback: '', meaning: 'Cluster name for replicated tables; empty makes plain ones.' },
  DATABASE_URL: { form: z.string(), fallback: '', meaning: 'Address of a Postgres; empty runs PGlite in the process.' },
  WARROOM_URL: { form: z.string(), fallback: '', meaning: 'Address of the running war room that imports go to; empty looks for one on this machine.' },
  WARROOM_INGEST_KEY: { form: z.string(), fallback: '', meaning: 'Ingest key; empty makes one at the first start and prints it.' },
  WARROOM_ADMIN_TOKEN: { form: z.string(), fallback: '', meaning: 'Full-scope access token; empty prints a sign-in link at each start.' },
  WARROOM_PERSON_KEY: { form: z.string(), fallback: '', meaning: 'Key of the persons’ hashes; empty makes one and keeps it in the store. Never change it.' },
  WARROOM_ZONE: { form: zone, fallback: 'Asia/Shanghai', meaning: 'Business time zone: cuts days, weeks and months.' },
  WARROOM_AHEAD_MINUTES: { form: integer(0, 1_440), fallback: '10', meaning: 'How far ahead of the clock an event may lie; clocks of dealers differ.' },
  WARROOM_UNIQUE_LEAD_RULE: { form: rule, fallback: 'ever', meaning: 'When a person is a new unique lead again: ever, opportunity or days:N. Fixed once events are booked.' },
  WARROOM_RETAIL_EVENT: { form: z.enum(['delivery', 'deal', 'invoice']), fallback: 'delivery', meaning: 'Which event the screens count as 零售.' },
  WARROOM_INVITED_VISIT_RATE: { form: z.enum(['leads', 'appointments']), fallback: 'leads', meaning: 'What 邀约到店率 is divided by: unique leads that came as a lead, or appointments.' },
  WARROOM_BODY_LIMIT_MB: { form: integer(1, 512), fallback: '32', meaning: 'Largest ingest body after decompression.' },
  WARROOM_QUEUE_EVENTS: { form: integer(1_000, 10_000_000), fallback: '200000', meaning: 'Rows that may wait for the booker before senders get 429.' },
  WARROOM_REJECTS: { form: integer(1_000, 10_000_000), fallback: '100000', meaning: 'Refused rows that are kept for a replay, newest first; a broken sender cannot fill the disk.' },
  WARROOM_REJECT_DAYS: { form: integer(1, 3_650), fallback: '90', meaning: 'Days for which refused rows are kept.' },
  WARROOM_FSYNC: { form: flag, fallback: '0', meaning: 'Sync each booked batch to disk: survives power loss, four times slower.' },
  WARROOM_GEOJSON: { form: z.string(), fallback: '', meaning: 'File of your own licensed province map; empty draws the cartogram.' },
  WARROOM_CALENDAR: { form: z.string(), fallback: '', meaning: 'JSON file of days that differ from the statutory calendar: {"2027-02-06":"rest"}; form in PROTOCOL.md.' },
  WARROOM_WINDOWS: { form: z.string(), fallback: '', meaning: 'JSON file of named windows (auto shows, campaigns) beside the statutory holidays; form in PROTOCOL.md.' },
  WARROOM_EVENT_CHANNELS: { form: codes, fallback: 'outreach_show', meaning: 'Codes of channels whose leads come with events such as auto shows, separated by commas, of any level: their volume comes and goes by plan, and a diagnosis takes it for no cause.' },
  WARROOM_FISCAL_CUTOFF: { form: integer(1, 28), fallback: '1', meaning: 'Day on which a fiscal month begins: 26 lets it run from the 26th to the 25th; 1 is the calendar month.' },
  WARROOM_LAMP_BASIS: { form: z.enum(['pace', 'calendar', 'workday']), fallback: 'pace', meaning: 'Progress base of the lamps of POST /api/pace: with a push at the month’s end elapsed days alone would be red until the last evening.' },
  WARROOM_LAMP_WARNING_POINTS: { form: z.coerce.number().min(0).max(100), fallback: '3', meaning: 'Points behind that base up to which a lamp warns; beyond it is behind.' },
  WARROOM_LAMP_LEAST_TARGET: { form: integer(0, 1_000_000), fallback: '10', meaning: 'Targets below it are not rated: one unit more or less would turn the lamp.' },
  WARROOM_PUBLIC_URL: { form: z.union([z.literal(''), z.url()]), fallback: '', meaning: 'Address under which people open the war room; links in mails and robots’ messages begin with it.' },
  WARROOM_SMTP_URL: { form: z.string(), fallback: '', meaning: 'Mail server for alerts: smtps://user:password@host:465; empty sends no mail.' },
  WARROOM_MAIL_FROM: { form: z.string(), fallback: 'warroom@localhost', meaning: 'Sender of alert mails.' },
  WARROOM_ALERT_PRIVATE_HOSTS: { form: flag, fallback: '0', meaning: 'Let alert channels call hosts of this network; without it nobody can make the war room knock at inner doors.' },
  WARROOM_DEMO_SPEED: { form: z.enum(['1', '10', '60']), fallback: '1', meaning: 'Speed of the demo’s live day; other than 1 is marked on the wall.' },
  WARROOM_LOG_LEVEL: { form: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']), fallback: 'info', meaning: 'How much is logged.' },
} as const // prettier-ignore

type Name = keyof typeof SETTINGS
export type Settings = Readonly<{ [K in Name]: z.output<(typeof SETTINGS)[K]['form']> }>

/** Reads and freezes the settings. Throws an Error that names every offending variable. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const faults: string[] = []
  const read = Object.entries(SETTINGS).map(([name, { form, fallback }]) => {
    const parsed = form.safeParse(environment[name] || fallback)
    if (!parsed.success) faults.push(`${name} ${parsed.error.issues[0]!.message}`)
    return [name, parsed.data]
  })
  if (faults.length > 0) throw new Error(`The settings do not fit: ${faults.join('; ')}.`)
  return Object.freeze(Object.fromEntries(read)) as Settings
}
