/** True while a process of that id runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (e) {
    return (e as { code?: string }).code === 'EPERM'
  }
}

/** The one sentence for a second process, whichever store notices first. */
export function alreadyUsed(folder: string, pid?: number): string {
  const who = pid === undefined ? '' : ` (process ${pid})`
  return `another war room is already using this folder${who}: ${folder}. Stop it, or choose another folder with WARROOM_DATA.`
}
