import { Refusal, quote } from '#domain/errors.ts'
import type { Scope } from '#domain/scope.ts'
import type { AskerOptions } from './ask.ts'
import { columnsOf, csvHead, csvLines, type ExportLang } from './csv.ts'
import { openListing, type Listing } from './rows.ts'
import { readRowsSpec } from './rowspec.ts'

/** Entries that one export holds. One that would be cut off is refused: a list that looks whole must be. */
export const MOST_EXPORTED = 100_000
const PAGE = 10_000

/** A listing as a file. */
export interface Export {
  /** Without a path and an ending; only letters, digits, `-`, `_` and `.`. */
  name: string
  total: number
  /** UTF-8 text piece by piece, read from the store as it is taken. Throws `store_unavailable`. */
  text: AsyncIterable<string>
}

/** Whether a listing's body asks for a file. */
export const asksFile = (raw: unknown): boolean =>
  typeof raw === 'object' && raw !== null && (raw as { format?: unknown }).format === 'csv'

/** Makes a file of what stands behind a number. Throws a `Refusal` before the first piece. */
export function createExport(options: AskerOptions): (raw: unknown, scope: Scope) => Promise<Export> {
  return async (raw, scope) => {
    const { lang = 'zh', ...rest } = raw as Record<string, unknown>
    delete rest['format']
    if (lang !== 'zh' && lang !== 'en') throw new Refusal('bad_spec', `lang ${quote(lang)} is none of zh, en`, { path: 'lang' }) // prettier-ignore
    for (const path of ['limit', 'cursor']) {
      if (rest[path] !== undefined) throw new Refusal('bad_spec', `${path} belongs to pages; a file has none`, { path })
    }
    const listing = await openListing(options, readRowsSpec(rest), scope)
    const { plan, seq, total } = listing
    if (total > MOST_EXPORTED) {
      const [all, most] = [total, MOST_EXPORTED].map((n) => n.toLocaleString('en'))
      throw new Refusal('too_many_rows', `${all} entries stand behind this figure; a file holds ${most}, so narrow it`)
    }
    return { name: `${plan.measures[0]!.name}-${seq}`, total, text: pieces(listing, lang) }
  }
}

async function* pieces({ plan, organisation, first, page }: Listing, lang: ExportLang): AsyncGenerator<string> {
  const day = plan.clock.zone.day(plan.as_of)
  const columns = columnsOf(plan.measures[0]!, (code) => organisation.dealer(code, day)?.name ?? '')
  yield csvHead(columns, lang)
  for (let before = first; ;) {
    const rows = await page(before, PAGE)
    if (rows.length > 0) yield csvLines(columns, rows, lang)
    if (rows.length < PAGE) return
    before = rows.at(-1)!.seq
  }
}
