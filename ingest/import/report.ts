import type { Rehearsal } from './dry/run.ts'
import type { Tally } from './tally.ts'

const number = (value: number): string => value.toLocaleString('en')
const MOST_CODES = 20

/** The end of an import, in a few lines. */
export function describeTally(name: string, tally: Tally, rejectsPath?: string): string {
  const { rows, skipped, sent, accepted, duplicate, corrected, held, rejected } = tally
  const lines = [
    `${name}: ${number(rows)} rows, ${number(sent)} sent${skipped > 0 ? `, ${number(skipped)} rows of which nothing is made` : ''}`,
    `  ${number(accepted)} accepted, ${number(duplicate)} duplicate, ${number(corrected)} corrected, ${number(held)} held, ${number(rejected)} rejected`,
  ]
  if (rejected > 0) {
    lines.push(`  rejected by reason: ${describeCodes(tally)}`)
    if (rejectsPath) lines.push(`  lines and reasons in ${rejectsPath}`)
  }
  return lines.join('\n')
}

const describeCodes = ({ codes }: Tally): string =>
  Object.entries(codes)
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${number(count)}`)
    .join(', ')

/** What a dry run found, for the eye: events of the first rows, totals by kind and month, unknown codes, rejects. */
export function describeRehearsal(
  name: string,
  { tally, first, totals, repeated, complete, unknown, rejects }: Rehearsal,
): string {
  const lines = [
    `${name}: dry run, nothing is booked`,
    '',
    first.length > 0 ? 'The first rows become:' : 'No row becomes anything.',
  ]
  for (const { line, rows } of first) {
    if (rows.length === 0) lines.push(`  line ${line}: only what is rejected`)
    for (const row of rows) lines.push(`  line ${line}: ${JSON.stringify(row)}`)
  }
  lines.push(
    '',
    `${number(tally.rows)} rows, ${number(tally.sent)} to send, ${number(tally.skipped)} of which nothing is made, ${number(tally.rejected)} rejected`,
  )
  lines.push(
    `${number(repeated)} repeat an id and will not count${complete ? '' : ' (too many ids to compare all)'}`,
    '',
  )
  lines.push(
    ...table([
      ['kind', 'month', 'events', 'units', 'amount'],
      ...totals.map((one) => [one.kind, one.month, number(one.events), number(one.units), one.amount]),
    ]),
  )
  lines.push('', ...describeUnknown(unknown))
  if (rejects.length > 0) lines.push('', `Rejected by reason: ${describeCodes(tally)}; the first ones:`)
  for (const { line, code, message } of rejects) lines.push(`  line ${line}: ${code}: ${message}`)
  return lines.join('\n')
}

function describeUnknown(unknown: Rehearsal['unknown']): string[] {
  if (!unknown)
    return ['Unknown codes cannot be told: the war room was not reached, or did not answer with its reference data.']
  const found = Object.entries(unknown).filter(([, codes]) => codes.length > 0)
  if (found.length === 0) return ['Every dealer, advisor, model and channel is known.']
  return found.map(([name, codes]) => {
    const listed = codes.slice(0, MOST_CODES).map(([code, rows]) => `${code} (${number(rows)})`)
    return `Unknown ${name}: ${codes.length}: ${listed.join(', ')}${codes.length > MOST_CODES ? ' …' : ''}`
  })
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row) =>
    `  ${row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`.trimEnd(),
  )
}
