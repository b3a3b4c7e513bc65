import { Worker } from 'node:worker_threads'
import { diagnose, type DiagnoseOptions, type Finding } from '#domain/diagnosis/diagnose.ts'
import { latticeOf, type Lattice } from '#domain/diagnosis/lattice.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'

/** What a gap's leaves say. */
export type Think = (leaves: Leaves, options: DiagnoseOptions) => Finding | Promise<Finding>

export interface Thinker {
  think: Think
  close(): Promise<void>
}

/** What goes over to the thread, and what comes back. Rows go coded: as texts they take ten times as long. */
export interface Thought {
  id: number
  leaves: Omit<Leaves, 'rows'>
  lattice: Lattice
  options: DiagnoseOptions
}
export type Conclusion = { id: number } & ({ finding: Finding } | { failure: string })

/** Fewer leaves are thought through before a thread has them. */
const FEW_LEAVES = 3_000

interface Waiting {
  resolve(finding: Finding): void
  reject(failure: Error): void
}

/**
 * Thinks large diagnoses through in a thread of its own, so that live screens do not wait for them. The thread starts
 * with the first of them; one that dies fails what it was at, and the next diagnosis has a new one.
 */
export function openThinker(): Thinker {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let last = 0

  const start = (): Worker => {
    const begun = new Worker(new URL('./worker-start.mjs', import.meta.url))
    begun.on('message', (conclusion: Conclusion) => {
      const whose = waiting.get(conclusion.id)
      waiting.delete(conclusion.id)
      // Nothing to do is no reason for a process to stay.
      if (waiting.size === 0) begun.unref()
      if ('finding' in conclusion) whose?.resolve(conclusion.finding)
      else whose?.reject(new Error(conclusion.failure))
    })
    const gone = (failure: Error) => {
      if (worker !== begun) return
      worker = null
      for (const { reject } of waiting.values()) reject(failure)
      waiting.clear()
    }
    begun.on('error', gone)
    begun.on('exit', () => gone(new Error('the thread that thinks diagnoses through has ended')))
    return begun
  }

  return {
    think: (leaves, options) => {
      if (leaves.rows.length < FEW_LEAVES) return diagnose(leaves, options)
      return new Promise<Finding>((resolve, reject) => {
        worker ??= start()
        const id = ++last
        waiting.set(id, { resolve, reject })
        worker.ref()
        const { rows, ...rest } = leaves
        worker.postMessage({ id, leaves: rest, lattice: latticeOf(leaves.dims, rows), options } satisfies Thought)
      })
    },
    close: async () => {
      await worker?.terminate()
    },
  }
}
