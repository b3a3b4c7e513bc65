import { performance } from 'node:perf_hooks'

/** Above this share of its time the process has better things to do than to prove what it says. */
const BUSY = 0.6

/** Whether this process was busy since the last call. */
export function createLoad(): () => boolean {
  let before = performance.eventLoopUtilization()
  return () => {
    const { utilization } = performance.eventLoopUtilization(before)
    before = performance.eventLoopUtilization()
    return utilization > BUSY
  }
}
