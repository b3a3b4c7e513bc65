import pino from 'pino'
import { expect, it } from 'vitest'
import type { Fact } from '#domain/fact.ts'
import { openZone } from '#domain/zone.ts'
import type { Batch } from '#server/live/batch.ts'
import { followHead } from '#server/live/feed.ts'
import { factOf } from '../oracle/world.ts'

const zone = openZone('Asia/Shanghai')
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A ledger of any length, whose reads can fail, and whose head somebody else moves. */
function ledger() {
  const state = {
    fails: false,
    reads: [] as { afterSeq: number; uptoSeq: number }[],
    move: (() => undefined) as (seq: number) => void,
  }
  const read = async (range: { afterSeq: number; uptoSeq: number }): Promise<Fact[]> => {
    state.reads.push(range)
    if (state.fails) throw new Error('the store is away')
    return Array.from({ length: range.uptoSeq - range.afterSeq }, (_, i) =>
      factOf({ seq: range.afterSeq + 1 + i, kind: 'lead', occurred_at: 1_000, received_at: 2_000 + i }, zone),
    )
  }
  const listen = (moved: (seq: number) => void) => {
    state.move = moved
    return () => (state.move = () => undefined)
  }
  return { state, read, listen }
}

it('publishes every fact once and in order, whatever the head does while it reads', async () => {
  const { state, read, listen } = ledger()
  const published: Batch[] = []
  const stop = await followHead({
    listen,
    read,
    publish: (batch) => published.push(batch),
    afterSeq: 10,
    log: pino({ level: 'silent' }),
  })
  state.move(12)
  state.move(15)
  state.move(14)
  await turn()
  state.fails = true
  state.move(20)
  await turn()
  state.fails = false
  state.move(21)
  await turn()
  expect(published.map(({ seqFrom, seqTo }) => [seqFrom, seqTo])).toEqual([
    [11, 12],
    [13, 15],
    [16, 21],
  ])
  expect(published.flatMap(({ facts }) => facts.map(({ seq }) => seq))).toEqual(
    Array.from({ length: 11 }, (_, i) => i + 11),
  )
  expect(published[2]!.receivedAt).toBe(2_005)
  stop()
  state.move(30)
  await turn()
  expect(state.reads).toHaveLength(4)
})

it('reads a long way in pieces', async () => {
  const { state, read, listen } = ledger()
  const published: Batch[] = []
  await followHead({
    listen,
    read,
    publish: (batch) => published.push(batch),
    afterSeq: 0,
    log: pino({ level: 'silent' }),
  })
  state.move(120_000)
  for (let i = 0; i < 5; i++) await turn()
  expect(published.map(({ seqTo }) => seqTo)).toEqual([50_000, 100_000, 120_000])
})
