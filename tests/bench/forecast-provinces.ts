import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { dayNumber } from '#domain/zone.ts'
import type { Replay, Seller } from './forecast-score.ts'

export const SALES_FILE = join('ccf2019-china-province-car-sales', 'sales_province_model_month.csv.gz')

const FROM = '2016-01-01'
const TO = '2018-01-01'

/**
 * Sales of 2016 and 2017 by province and body type. They are monthly, so each month's are laid evenly over its days and
 * a forecast is made at month ends only: after k months of 2017, where does the year end?
 */
export function provinceYear(file: string): Replay {
  const days = dayNumber(TO) - dayNumber(FROM)
  const sellers = new Map<string, Seller & { units: number[] }>()
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/)
  for (const line of lines) {
    const [province, , , body, year, month, volume] = line.split(',') as string[]
    const start = `${year}-${month!.padStart(2, '0')}-01`
    const first = dayNumber(start) - dayNumber(FROM)
    const length = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
    for (const [level, name] of [['nation', ''], ['province', province], ['body type', body]] as const) {
      const key = `${level} ${name}`
      const seller = sellers.get(key) ?? { level, units: new Array<number>(days).fill(0) }
      sellers.set(key, seller)
      for (let day = first; day < first + length; day++) seller.units[day]! += Number(volume) / length
    }
  } // prettier-ignore
  const unit = { start: '2017-01-01', end: TO }
  const moments = Array.from({ length: 11 }, (_, i) => {
    const elapsed = dayNumber(`2017-${String(i + 2).padStart(2, '0')}-01`) - dayNumber(unit.start)
    return { unit, elapsed, label: `month ${i + 1}` }
  })
  return { from: FROM, whole: sellers.get('nation ')!.units, sellers: [...sellers.values()], moments }
}
