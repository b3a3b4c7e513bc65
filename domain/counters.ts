import type { Counter, FlowCounter } from './counter.ts'
import { ACTIVE_ADVISOR } from './crew/counter.ts'
import { JOURNEY_COUNTERS } from './journey/counters.ts'
import { KIND_NAMES } from './kinds.ts'
import { SLICES } from './kpi/slices.ts'
import { STOCK_COUNTERS } from './stock/counters.ts'

/** Every kind counts under its own name. */
const kinds = KIND_NAMES.map((kind): FlowCounter => ({ name: kind, from: 'flow', kind }))

const all: readonly Counter[] = [...kinds, ...SLICES, ...JOURNEY_COUNTERS, ...STOCK_COUNTERS, ACTIVE_ADVISOR]

/** Every counter by name. */
export const COUNTERS: ReadonlyMap<string, Counter> = new Map(all.map((counter) => [counter.name, counter]))
