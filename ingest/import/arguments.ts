import { parseArgs } from 'node:util'
import { isTarget, TARGETS, type Target } from './mapping/field.ts'
import { ImportFault } from './read/fault.ts'

export interface Arguments {
  files: string[]
  target: Target
  mapping: string | undefined
  history: boolean
  dryRun: boolean
  strict: boolean
  /** Given: the stores of this folder are opened in this process. */
  data: string | undefined
  url: string | undefined
  key: string | undefined
}

export const USAGE = `npm run import -- FILE… --as ${TARGETS.join('|')}
  --mapping MAP.yaml  how columns become fields; without it the columns are the contract's fields
  --history           rows count as received when they happened
  --dry-run           shows what would be booked, and books nothing
  --strict            exit code 3 when any row is rejected
  --url URL           a running war room; default WARROOM_URL, else http://localhost:PORT if it answers
  --key KEY           its ingest key; default WARROOM_INGEST_KEY, else that of the data folder
  --data DIR          without a server: opens the stores of this folder itself`

/** Reads the command line. Throws ImportFault. */
export function readArguments(words: readonly string[]): Arguments {
  const { values, positionals } = parse(words)
  if (!isTarget(values.as)) throw new ImportFault(`Say with --as what the files hold.\n${USAGE}`)
  if (positionals.length === 0) throw new ImportFault(`Name at least one file.\n${USAGE}`)
  if (values.data !== undefined && values.url !== undefined) {
    throw new ImportFault('--data opens a folder without a server and --url talks to one: give one of them.')
  }
  return {
    files: positionals,
    target: values.as,
    mapping: values.mapping,
    history: values.history ?? false,
    dryRun: values['dry-run'] ?? false,
    strict: values.strict ?? false,
    data: values.data,
    url: values.url,
    key: values.key,
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        mapping: { type: 'string' },
        history: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        strict: { type: 'boolean' },
        data: { type: 'string' },
        url: { type: 'string' },
        key: { type: 'string' },
      },
    })
  } catch (cause) {
    throw new ImportFault(`${(cause as Error).message}\n${USAGE}`, { cause })
  }
}
