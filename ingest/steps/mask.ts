/** Field names whose value is a person's, wherever they stand in a row that could not be read. */
const PERSONAL = 'customer|customer_name|same_as|vin|phone|mobile|tel|telephone|name|full_name|id_?card|id_?no|identity|passport|wechat|weixin|wecom_id|openid|unionid|e?mail|address|plate' // prettier-ignore
const PERSONAL_NAME = new RegExp(`^(${PERSONAL})$`, 'i')
/** In text that is not JSON: the name, then whatever may be its value, as far as it may reach. */
const PERSONAL_PAIR = new RegExp(
  `(["']?\\b(?:${PERSONAL})["']?\\s*[:=]\\s*)("(?:\\\\.|[^"\\\\])*"?|'[^']*'?|[^,}\\]\\n]*)`,
  'gi',
)
const LOOKS_PERSONAL = [
  /(?<!\d)(?:\+?(?:00)?86[- ]?)?1[3-9](?:[- ]?\d){9}(?!\d)/g, // mobile
  /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g, // landline
  /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]/g, // identity card
  /(?<!\d)\d{11,}(?!\d)/g, // any long number: better a lost order number than a kept phone
  /[\w.+-]+@[\w-]+\.[\w.-]+/g,
]
// Neither Postgres nor a log can keep these.
const UNKEEPABLE = /[\u0000\ud800-\udfff]/gu
const LONGEST = 4_000
const DEEPEST = 8

/** Replaces everything in a text that looks like a phone, an identity number or an address by `***`. */
export function maskText(text: string): string {
  let masked = text.replace(UNKEEPABLE, '').normalize('NFKC')
  for (const pattern of LOOKS_PERSONAL) masked = masked.replace(pattern, '***')
  return masked
}

/** A line that is not JSON, fit to be kept: no person in clear, at most 4,000 characters. */
export function maskBroken(line: string): string {
  return maskText(line.slice(0, LONGEST).replace(PERSONAL_PAIR, '$1***'))
}

/** A row that was refused, fit to be kept: persons replaced by `seal`, everything else that looks personal masked. */
export function maskRow(value: unknown, seal: (clear: string) => string): string {
  const masked = JSON.stringify(maskValue(value, seal, DEEPEST)) ?? 'null'
  return masked.slice(0, LONGEST)
}

function maskValue(value: unknown, seal: (clear: string) => string, depth: number): unknown {
  if (typeof value === 'string') return maskText(value.slice(0, LONGEST))
  if (typeof value === 'number') return Math.abs(value) >= 1e9 ? maskText(String(value)) : value
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return '…'
  if (Array.isArray(value)) return value.slice(0, 40).map((one) => maskValue(one, seal, depth - 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 100)
      .map(([name, one]) => [
        maskText(name.slice(0, 100)),
        PERSONAL_NAME.test(name) ? sealValue(one, seal) : maskValue(one, seal, depth - 1),
      ]),
  )
}

function sealValue(value: unknown, seal: (clear: string) => string): unknown {
  if (value === null || value === '' || typeof value === 'boolean') return value
  return typeof value === 'string' || typeof value === 'number' ? `#${seal(String(value))}` : '***'
}
