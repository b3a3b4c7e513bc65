import { parentPort } from 'node:worker_threads'
import { diagnose } from '#domain/diagnosis/diagnose.ts'
import { rowsOf } from '#domain/diagnosis/lattice.ts'
import type { Conclusion, Thought } from './thinker.ts'

const port = parentPort!

port.on('message', ({ id, leaves, lattice, options }: Thought) => {
  const conclude = (conclusion: Conclusion): void => port.postMessage(conclusion)
  try {
    conclude({ id, finding: diagnose({ ...leaves, rows: rowsOf(lattice) }, options) })
  } catch (failure) {
    conclude({ id, failure: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure) })
  }
})
