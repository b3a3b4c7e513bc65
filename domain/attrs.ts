import { Refusal, quote } from './errors.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/
const PERSONAL_NAME =
  /^(phone|mobile|tel|telephone|cell(phone)?|customer|customer_name|name|full_name|id_?card|id_?no|identity|passport|wechat|wecom_id|weixin|openid|unionid|e?mail|address|vin|plate)$/i
const PERSONAL_VALUE = [
  /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/,
  /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\w)/,
  /[\w.+-]+@[\w-]+\.[\w.-]+/,
]
const LARGEST_BYTES = 2048
const MOST_NAMES = 32

/** Whether a name is one that attrs may carry, and so may be asked for as `attrs.NAME`. */
export const isAttrName = (name: string): boolean => NAME.test(name) && name !== '__proto__'

/**
 * Reads free attributes: at most 32 names and 2 KB; text, number or boolean values, kept as text.
 * Throws `bad_attrs`, or `personal_attrs` where a name or value looks like a person's data.
 */
export function readAttrs(raw: unknown): Record<string, string> {
  if (raw === undefined || raw === null) return {}
  if (typeof raw !== 'object' || Array.isArray(raw))
    throw new Refusal('bad_attrs', 'attrs is not an object', { path: 'attrs' })
  const entries = Object.entries(raw)
  if (entries.length > MOST_NAMES) {
    throw new Refusal('bad_attrs', `attrs has ${entries.length} names, at most ${MOST_NAMES} are allowed`, {
      path: 'attrs',
    })
  }
  const attrs: Record<string, string> = {}
  let bytes = 0
  for (const [name, value] of entries) {
    const path = `attrs.${name.slice(0, 60)}`
    if (!isAttrName(name)) throw new Refusal('bad_attrs', `${quote(name)} is not a name for an attribute`, { path })
    if (value === null || value === '') continue
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) {
      throw new Refusal('bad_attrs', `${path} is not text, a number or a boolean`, { path })
    }
    const text = String(value)
    if (PERSONAL_NAME.test(name) || PERSONAL_VALUE.some((pattern) => pattern.test(text))) {
      throw new Refusal('personal_attrs', `${path} looks like a person’s data; send it as customer`, { path })
    }
    bytes += byteLength(name) + byteLength(text)
    attrs[name] = text
  }
  if (bytes > LARGEST_BYTES)
    throw new Refusal('bad_attrs', `attrs has ${bytes} bytes, at most ${LARGEST_BYTES} are allowed`, { path: 'attrs' })
  return attrs
}

const encoder = new TextEncoder()
const byteLength = (text: string): number => encoder.encode(text).length
