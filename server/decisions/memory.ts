import { z } from 'zod'
import type { Decision, ToldDecision } from '#domain/decision/decision.ts'
import { LIBRARY, type LibraryMeasure } from '#domain/decision/library.ts'
import {
  calibration,
  isMature,
  measureRecords,
  scoreOf,
  type ForecastScore,
  type MeasureRecord,
} from '#domain/decision/pool.ts'
import { parse } from '#domain/decision/read.ts'
import { levelOf, mostAlike, PARTS, type Likeness, type Problem } from '#domain/decision/similar.ts'
import { tell } from '#domain/decision/sight.ts'
import { readMeasure } from '#domain/measures.ts'
import type { User } from '../access/user.ts'
import type { Decisions } from './decisions.ts'

/** An earlier decision that tells of the problem at hand. */
export interface Precedent extends Likeness {
  decision: ToldDecision
  /** Whether its verdict is one to build on. */
  mature: boolean
  forecast: ForecastScore | null
}

export interface Memory {
  problem: Problem
  /** What the parts of a likeness mean. */
  parts: typeof PARTS
  precedents: Precedent[]
  /** Cards of like decisions outside one's scope, most alike first: whom to ask. */
  elsewhere: ToldDecision[]
  /** Each library measure that was used on this KPI, then on others of the same step, with its pooled effect. */
  measures: (MeasureRecord & { measure_of: LibraryMeasure })[]
  /** How far expectations lean, and how often they fit; the forecast is scored, never the person. */
  forecasts: ReturnType<typeof calibration>
}

export interface LibraryEntry extends LibraryMeasure {
  used: number
  records: MeasureRecord[]
}

/** Cards of others that are named. */
const MOST_ELSEWHERE = 5

const name = z.string().trim().min(1).max(200)
const value = z.union([z.string().max(400), z.array(z.string().max(400)).min(1).max(2_000)])
const problem = z.strictObject({
  measure: name,
  stage: name.optional(),
  direction: z.enum(['down', 'up']).default('down'),
  level: z.enum(['nation', 'region', 'area', 'dealer_id']).optional(),
  segment: z.record(z.string().max(60), value).default({}),
  side: z.enum(['outside', 'inside', 'data', 'unknown']).nullable().default(null),
  cause: z.looseObject({ side: z.enum(['outside', 'inside', 'data', 'unknown']).optional() }).nullish(),
  limit: z.number().int().min(1).max(50).default(10),
})

/** Reads `POST /api/decisions/similar`. Throws a `Refusal` naming what offended. */
function readProblem(raw: unknown): { problem: Problem; limit: number } {
  const { segment, level, stage, limit, side, cause, ...rest } = parse(problem, raw)
  readMeasure(rest.measure, 'measure')
  const single = Object.fromEntries(
    Object.entries(segment).map(([at, one]) => [at, typeof one === 'string' ? one : one[0]!]),
  )
  return {
    problem: {
      ...rest,
      stage: stage ?? rest.measure,
      segment: single,
      level: level ?? levelOf(Object.keys(segment)),
      side: side ?? cause?.side ?? null,
    },
    limit,
  }
}

/** What worked before: earlier decisions most like a problem, and what each measure brought on average. */
export async function recall(decisions: Decisions, raw: unknown, user: User): Promise<Memory> {
  const { problem, limit } = readProblem(raw)
  const visible = await decisions.visible(user)
  const byId = new Map(LIBRARY.map((measure) => [measure.id, measure]))
  const precedents = mostAlike(problem, visible).slice(0, limit)
  const near = visible.filter(({ measure, stage }) => measure === problem.measure || stage === problem.stage)
  const mine = new Set(visible.map(({ id }) => id))
  const others = (await decisions.everything()).filter(({ id }) => !mine.has(id))
  return {
    problem,
    parts: PARTS,
    precedents: precedents.map(({ decision, likeness }) => precedent(decision, likeness)),
    elsewhere: mostAlike(problem, others)
      .slice(0, MOST_ELSEWHERE)
      .map(({ decision }) => tell(decision, false)),
    measures: measureRecords(near)
      .sort((a, b) => Number(b.measure === problem.measure) - Number(a.measure === problem.measure))
      .flatMap((record) => (byId.has(record.id) ? [{ ...record, measure_of: byId.get(record.id)! }] : [])),
    forecasts: calibration(visible),
  }
}

const precedent = (decision: Decision, likeness: Likeness): Precedent => ({
  ...likeness,
  decision: tell(decision, true),
  mature: isMature(decision),
  forecast: scoreOf(decision),
})

/** The library with how often each measure was used, by what the asker may see. */
export async function libraryOf(decisions: Decisions, user: User): Promise<LibraryEntry[]> {
  const records = measureRecords(await decisions.visible(user))
  return LIBRARY.map((measure) => {
    const own = records.filter(({ id }) => id === measure.id)
    return { ...measure, used: own.reduce((all, { used }) => all + used, 0), records: own }
  })
}
