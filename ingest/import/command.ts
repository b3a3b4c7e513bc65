import { basename, join } from 'node:path'
import type { Settings } from '#domain/settings.ts'
import type { Arguments } from './arguments.ts'
import { openCheckpoint } from './checkpoint.ts'
import { rehearse } from './dry/run.ts'
import { loadMapping, type Mapping } from './mapping/load.ts'
import type { Shelf } from './mapping/lookup.ts'
import { openMeter } from './meter.ts'
import { ImportFault } from './read/fault.ts'
import { describeRehearsal, describeTally } from './report.ts'
import { runImport } from './run.ts'
import type { Courier } from './send/courier.ts'
import { openSource, type Source } from './source.ts'
import { sumTallies, type Tally } from './tally.ts'

export interface Screen {
  /** Results: one text at a time, without a last line end. */
  say(text: string): void
  /** Where progress is drawn. */
  progress: NodeJS.WriteStream
}

/** Exit codes: 0 done, 1 nothing could be done, 3 rows were rejected and the command asked to be strict. */
export type ExitCode = 0 | 1 | 3

/** Imports files, one after the other, through one door. Throws ImportFault for what stops the whole command. */
export async function importFiles(
  args: Arguments,
  settings: Settings,
  courier: () => Promise<Courier>,
  screen: Screen,
  stop?: AbortSignal,
): Promise<ExitCode> {
  const mapping = args.mapping === undefined ? undefined : await loadMapping(args.mapping, args.target)
  const shelf: Shelf = new Map()
  const open = (path: string) => openSource(path, { target: args.target, mapping, zone: settings.WARROOM_ZONE, shelf })
  const tallies: Tally[] = []
  if (args.dryRun) {
    // A rehearsal needs the war room only for its codes, so it goes on without one.
    const reached = await courier().catch(() => undefined)
    for (const path of args.files)
      tallies.push(await rehearseFile(await open(path), args, mapping, settings, reached, screen))
    await reached?.close()
    return exitCode(tallies, args)
  }
  // Every file and mapping is opened before the door, so that a wrong name costs nothing.
  const sources: Source[] = []
  for (const path of args.files) sources.push(await open(path))
  const door = await courier()
  try {
    for (const source of sources) tallies.push(await importFile(source, args, mapping, settings, door, screen, stop))
  } finally {
    await door.close()
  }
  if (tallies.length > 1) screen.say(describeTally(`All ${tallies.length} files`, sumTallies(tallies)))
  return exitCode(tallies, args)
}

async function importFile(
  source: Source,
  args: Arguments,
  mapping: Mapping | undefined,
  settings: Settings,
  courier: Courier,
  screen: Screen,
  stop: AbortSignal | undefined,
): Promise<Tally> {
  const identity = [source.digest, mapping?.digest ?? '', args.target, courier.place, String(args.history)]
  const checkpoint = await openCheckpoint(join(settings.WARROOM_DATA, 'imports'), source.path, identity)
  const name = basename(source.path)
  if (checkpoint.standing === 'done') screen.say(`${name}: already imported, checking identity`)
  if (checkpoint.standing === 'started')
    screen.say(`${name}: going on after row ${checkpoint.before.rows.toLocaleString('en')}`)
  const meter = openMeter(name, source.size, screen.progress)
  try {
    const tally = await runImport(source, args.target, courier, checkpoint, {
      history: args.history,
      watch: meter,
      stop,
    })
    meter.end()
    screen.say(describeTally(name, tally, checkpoint.rejectsPath))
    return tally
  } catch (fault) {
    meter.end()
    throw fault
  }
}

async function rehearseFile(
  source: Source,
  args: Arguments,
  mapping: Mapping | undefined,
  settings: Settings,
  courier: Courier | undefined,
  screen: Screen,
): Promise<Tally> {
  const meter = openMeter(basename(source.path), source.size, screen.progress)
  const rehearsal = await rehearse(source, args.target, {
    zone: settings.WARROOM_ZONE,
    now: Date.now(),
    source: mapping?.form.source ?? 'default',
    reference: await courier?.reference(),
    watch: meter,
  })
  meter.end()
  screen.say(describeRehearsal(basename(source.path), rehearsal))
  return rehearsal.tally
}

function exitCode(tallies: readonly Tally[], { strict, dryRun }: Arguments): ExitCode {
  const { rejected, sent, accepted, duplicate, corrected, held } = sumTallies(tallies)
  if (strict && rejected > 0) return 3
  const useful = dryRun ? sent : accepted + duplicate + corrected + held
  return rejected > 0 && useful === 0 ? 1 : 0
}

/** The sentence for a failure that ends the command; undefined for a mistake of ours. */
export function sentenceOf(fault: unknown): string | undefined {
  if (fault instanceof ImportFault) return fault.message
  if (!(fault instanceof Error)) return undefined
  // The stores and the door tell in one sentence what is the matter; anything else is a mistake of ours.
  return ['StoreError', 'Refusal'].includes(fault.name) || fault.constructor === Error ? fault.message : undefined
}
