import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { StoreError } from '../error.ts'
import { alreadyUsed, isAlive } from '../process.ts'

/** Folders this process holds: its own id in a lock file means nothing unless the folder is listed here. */
const held = new Set<string>()

/**
 * Makes this process the only one on a folder, by a file that is created only if it is not there. A lock is never
 * taken from a living process; one that a dead process left is taken over. Answers how to let go.
 * Throws StoreError `refused` with one sentence when another process has the folder.
 */
export function lockFolder(folder: string): () => void {
  const file = `${folder}.lock`
  if (held.has(file)) throw new StoreError('refused', 'locked', alreadyUsed(folder, process.pid))
  if (!create(file)) takeOver(folder, file)
  held.add(file)
  return () => {
    if (held.delete(file)) rmSync(file, { force: true })
  }
}

function create(file: string): boolean {
  try {
    const descriptor = openSync(file, 'wx')
    writeSync(descriptor, `${process.pid} ${startOf(process.pid)}\n`)
    closeSync(descriptor)
    return true
  } catch (e) {
    if ((e as { code?: string }).code === 'EEXIST') return false
    throw new StoreError('unavailable', 'lock', `cannot write ${file}`, e)
  }
}

/** Only one at a time may judge and replace a lock, or the second would remove the first one's new lock. */
function takeOver(folder: string, file: string): void {
  const turn = `${file}.turn`
  if (ageOf(turn) > 10_000) rmSync(turn, { force: true })
  if (!create(turn)) throw new StoreError('refused', 'locked', alreadyUsed(folder))
  try {
    if (holds(file)) throw new StoreError('refused', 'locked', alreadyUsed(folder, written(file).pid))
    rmSync(file, { force: true })
    if (!create(file)) throw new StoreError('refused', 'locked', alreadyUsed(folder))
  } finally {
    rmSync(turn, { force: true })
  }
}

/** True while the process that wrote the lock lives. A number that was given anew since to another does not count. */
function holds(file: string): boolean {
  const { pid, start } = written(file)
  // Just created by someone who has not yet written the number.
  if (pid === undefined) return ageOf(file) < 2_000
  if (pid === process.pid || !isAlive(pid)) return false
  return start === undefined || start === startOf(pid)
}

function written(file: string): { pid?: number; start?: string } {
  const [pid, start] = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ') : []
  return { ...(pid && { pid: Number(pid) }), ...(start && { start }) }
}

/** Milliseconds since the file was written; 0 when it is not there. */
function ageOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? 0 : Date.now() - found.mtimeMs
}

/** When a process began, where the system tells (Linux: ticks since boot, with the boot's id); else `-`. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return '-'
  }
}
