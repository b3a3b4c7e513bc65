import type { Organisation } from '../organisation.ts'
import type { Dealer } from '../streams.ts'

/** Words of a dealer's status that say that it does not trade, then or yet. Every other word, and none, says it does. */
const NOT_TRADING: ReadonlySet<string> = new Set([
  '停业', '暂停营业', '关店', '关闭', '已关闭', '歇业', '退网', '已退网', '撤店', '解约', '整改', '筹建', '在建', '待开业', '未开业',
  'closed', 'suspended', 'terminated', 'inactive', 'planned', 'construction',
]) // prettier-ignore

/** Whether a row of a dealer says that it trades while the row is valid. */
export const trades = ({ status }: Pick<Dealer, 'status'>): boolean => !NOT_TRADING.has((status ?? '').toLowerCase())

function date(rows: readonly Dealer[], attribute: string): string | null {
  const told = rows.findLast(({ attrs }) => attrs?.[attribute] !== undefined)?.attrs?.[attribute]
  return typeof told === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(told) ? told : null
}

/**
 * The business days on which a dealer is open, as reference data tells: from `attrs.opened_on`, else from the first
 * row's `valid_from`, else from ever; up to `attrs.closed_on` (the first day without trade); and not while a row with a
 * status such as 停业 or 整改 is valid. `null` for a dealer that no row describes.
 */
export function openThroughout(organisation: Organisation, code: string, first: string, last: string): boolean {
  const rows = organisation.dealerRows(code)
  if (rows.length === 0) return false
  const opened = date(rows, 'opened_on') ?? rows[0]!.valid_from ?? ''
  const closed = date(rows, 'closed_on')
  if (opened > first || (closed !== null && closed <= last)) return false
  return rows.every((row, i) => {
    const since = i === 0 ? '' : row.valid_from!
    const until = rows[i + 1]?.valid_from
    return trades(row) || since > last || (until !== undefined && until <= first)
  })
}
