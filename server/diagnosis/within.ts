/**
 * What a promise brings, or `null` where that takes longer than `ms`; without a limit it is waited for. What fails after
 * its time is nobody's failure any more.
 */
export async function within<T>(made: Promise<T>, ms: number | null): Promise<T | null> {
  if (ms === null) return made
  let timer: ReturnType<typeof setTimeout> | undefined
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([made, patience])
  } finally {
    clearTimeout(timer)
  }
}
