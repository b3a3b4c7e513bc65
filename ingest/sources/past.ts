import { createDecision, reviseDecision } from '#store/postgres/decisions.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { addNote, attend, createMeeting } from '#store/postgres/meetings.ts'
import { addPromise, promisesOf } from '#store/postgres/promises.ts'
import type { Past, PastDecision, PastMeeting } from './simulator/past.ts'

const WRITER = { id: 'demo', name: '林副总' }

/**
 * Writes the demo's logged past: decisions of a year with what came of them, and a month of meetings with what was said
 * and promised. May be repeated after a crash: what is there already stays as it is.
 */
export async function writePast(postgres: Postgres, { decisions, meetings }: Past): Promise<void> {
  for (const decision of decisions) await writeDecision(postgres, decision)
  for (const meeting of meetings) await writeMeeting(postgres, meeting)
}

async function writeDecision(postgres: Postgres, { draft, steps, key }: PastDecision): Promise<void> {
  const began = { ...draft, state: 'plan' as const, verdict: null, effect: null }
  const by = { id: WRITER.id, name: draft.owner }
  const { decision } = await createDecision(postgres, began, { by: WRITER, client_key: key })
  let { state } = decision
  for (const [i, step] of steps.entries()) {
    const before = i === 0 ? 'plan' : steps[i - 1]!.state
    if (state !== before) continue
    const last = i === steps.length - 1
    const told = last ? { verdict: draft.verdict, effect: draft.effect } : {}
    await reviseDecision(postgres, draft.id, { by, at: step.at }, () => ({
      changes: { state: step.state, ...told },
      note: step.note,
      ...(step.note && { comment: step.note }),
    }))
    ;({ state } = step)
  }
}

async function writeMeeting(
  postgres: Postgres,
  { draft, key, attendees, notes, promises }: PastMeeting,
): Promise<void> {
  const begun = Date.parse(draft.begun_at)
  const { meeting } = await createMeeting(postgres, draft, { by: WRITER, client_key: key })
  const { id, measure, unit } = meeting
  for (const name of attendees) {
    const who = { id: `demo-${name}`, name }
    await attend(postgres, id, who, begun)
    await attend(postgres, id, who, Date.parse(draft.closed_at!), true)
  }
  for (const [n, { item, by, text, minute }] of notes.entries())
    await addNote(postgres, { id, item_id: item, text, by: { id: 'demo', name: by }, at: begun + minute * 60_000, client_key: `${key}-${n}` }) // prettier-ignore
  const said = (await promisesOf(postgres, { measure, from: unit.from })).filter(({ meeting_id }) => meeting_id === id)
  for (const { region, by, ...figures } of promises)
    if (!said.some(({ place }) => place === region))
      await addPromise(postgres, { meeting_id: id, level: 'region', place: region, measure, ...unit, ...figures, by: { ...WRITER, name: by }, at: begun + 55 * 60_000 }) // prettier-ignore
}
