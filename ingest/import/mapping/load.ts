import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'zod'
import { ImportFault } from '../read/fault.ts'
import { fieldsOf, type Target } from './field.ts'
import { mappingForm, type MappingForm } from './form.ts'

export interface Mapping {
  form: MappingForm
  /** Digest of the file's text: another text is another import. */
  digest: string
  path: string
}

/** Reads and checks a mapping file. Throws ImportFault naming the line and the entry of each fault. */
export async function loadMapping(path: string, target: Target): Promise<Mapping> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ImportFault(`There is no mapping file ${path}.`, { cause })
  })
  return { form: parseMapping(text, target, path), digest: createHash('sha256').update(text).digest('hex'), path }
}

/** Checks a mapping's text for a stream. Throws ImportFault. */
export function parseMapping(text: string, target: Target, path = 'mapping'): MappingForm {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [broken] = document.errors
  if (broken) throw new ImportFault(`${path}: ${broken.message.split('\n')[0]}`, { cause: broken })
  const fail = (faults: readonly Fault[]): never => {
    const told = faults.map(
      (fault) =>
        `${path}:${lineOf(document, lines, fault.path)}: ${fault.path.join('.') || 'the mapping'} ${fault.message}`,
    )
    throw new ImportFault(told.join('\n'))
  }
  const parsed = mappingForm.safeParse(plain(document, path))
  if (!parsed.success) return fail(parsed.error.issues.map(faultOf))
  const faults = faultsFor(target, parsed.data)
  return faults.length > 0 ? fail(faults) : parsed.data
}

interface Fault {
  path: PropertyKey[]
  message: string
}

function plain(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown
  } catch (cause) {
    throw new ImportFault(`${path}: ${(cause as Error).message}`, { cause })
  }
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  if (issue.code === 'unrecognized_keys') {
    return { path: [...issue.path, issue.keys[0]!], message: 'is not known here' }
  }
  return { path: issue.path, message: issue.message }
}

/** What only the stream can tell: whether its fields are named, and what an event needs. */
function faultsFor(target: Target, form: MappingForm): Fault[] {
  const faults: Fault[] = []
  if (form.as && form.as !== target)
    faults.push({ path: ['as'], message: `says ${form.as}, the command says ${target}` })
  const fields = fieldsOf(target)
  const check = (name: string, path: PropertyKey[]) => {
    if (name === 'attrs' || !fields.has(name)) {
      faults.push({ path, message: `is not a field of ${target}; there are ${[...fields.keys()].join(', ')}` })
    }
  }
  for (const name of Object.keys(form.fields ?? {})) check(name, ['fields', name])
  if (target !== 'events') {
    if (form.events) faults.push({ path: ['events'], message: `are made of rows of events only, not of ${target}` })
    if (form.attrs && !fields.has('attrs')) faults.push({ path: ['attrs'], message: `are no field of ${target}` })
    return faults
  }
  form.events?.forEach((event, i) => {
    const own = Object.keys(event).filter((key) => !['kind', 'when', 'keep', 'attrs'].includes(key))
    for (const name of own) check(name, ['events', i, name])
    for (const name of ['event_id', 'occurred_at']) {
      if (!(name in event) && !form.fields?.[name]) faults.push({ path: ['events', i], message: `has no ${name}` })
    }
  })
  return faults
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
