import type { Words } from '../measure.ts'
import type { FigureUnit } from './reading.ts'

const UNIT: Readonly<Record<FigureUnit, readonly [zh: string, en: string]>> = {
  count: ['', ''],
  rate: ['%', ' %'],
  ratio: ['', ''],
  minutes: [' 分', ' min'],
  hours: [' 小时', ' h'],
  yuan: [' 元', ' yuan'],
  months: [' 个月', ' months'],
}

function digits(value: number, unit: FigureUnit): string {
  if (unit === 'rate') return (value * 100).toFixed(1)
  if (unit === 'ratio' || unit === 'months') return value.toFixed(1)
  return Math.round(value).toLocaleString('en')
}

/** `5.9→3.7%`; only the one that is known where one is missing. */
export function course(before: number | null, now: number | null, unit: FigureUnit): Words {
  const parts = [before, now].filter((one) => one !== null).map((one) => digits(one, unit))
  const [zh, en] = UNIT[unit]
  return parts.length === 0 ? { zh: '无数', en: 'no figure' } : { zh: parts.join('→') + zh, en: parts.join('→') + en }
}

/** `+8%`, `−1%`, `持平` for nothing. */
export function percent(change: number | null): Words {
  if (change === null) return { zh: '无可比', en: 'not comparable' }
  const whole = Math.round(change * 100)
  if (whole === 0) return { zh: '持平', en: 'unchanged' }
  const text = `${whole < 0 ? '−' : '+'}${Math.abs(whole)}`
  return { zh: `${text}%`, en: `${text} %` }
}

/** Fills `{name}` in both languages. */
export function say(zh: string, en: string, parts: Readonly<Record<string, Words | string | number>>): Words {
  const fill = (text: string, language: 'zh' | 'en') =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const part = parts[name]!
      return typeof part === 'object' ? part[language] : typeof part === 'number' ? part.toLocaleString('en') : part
    })
  return { zh: fill(zh, 'zh'), en: fill(en, 'en') }
}
