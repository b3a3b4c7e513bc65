import { randomUUID } from 'node:crypto'
import { levelBelow } from '#domain/decision/claims.ts'
import type { Decision } from '#domain/decision/decision.ts'
import { dueAll } from '#domain/decision/due.ts'
import { buildAgenda, type Meeting, type Presented } from '#domain/decision/meeting.ts'
import type { MeetingFile, ToldMeeting } from '#domain/decision/minutes.ts'
import { promisedTargets } from '#domain/decision/promised.ts'
import { liesIn } from '#domain/decision/sight.ts'
import { ended, turn } from '#domain/decision/turn.ts'
import { Refusal } from '#domain/errors.ts'
import { mergeScope, scopeKey } from '#domain/scope.ts'
import { keyOf, type Target } from '#domain/streams.ts'
import { readSpec } from '#domain/view.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import {
  addNote,
  attend,
  attendeesOf,
  createMeeting,
  listMeetings,
  notesOf,
  readMeeting,
  reviseMeeting,
} from '#store/postgres/meetings.ts'
import { present, presentOf } from '#store/postgres/meeting-present.ts'
import { addPromise, promisesOf } from '#store/postgres/promises.ts'
import { atLeast, type User } from '../access/user.ts'
import type { Decisions } from '../decisions/decisions.ts'
import { dealersOf, gapsOf, type GapRooms } from './gaps.ts'
import { readBegin, readCall, readNote, readPresent, readTurn } from './read.ts'
import { seenBy, type Loaded } from './seen.ts'
import { titleOf } from './title.ts'

export interface MeetingRooms extends GapRooms {
  postgres: Postgres
  decisions: Decisions
  /** Epoch ms. */
  now: () => number
  /** The targets that stand; a promise becomes a newer version of the place's. */
  targets: () => readonly Target[]
  /** The event that gaps are counted in, unless a meeting names another measure. */
  retail: string
}

/** Meetings as people hold them. `raw` is what an outsider sent; every refusal names its offender. */
export interface Meetings {
  begin(raw: unknown, user: User): Promise<{ file: MeetingFile; fresh: boolean }>
  list(
    page: { state?: string | undefined; before?: number | undefined },
    user: User,
  ): Promise<
    Pick<ToldMeeting, 'id' | 'no' | 'template' | 'title' | 'state' | 'chair' | 'begun_at' | 'closed_at' | 'where'>[]
  >
  file(id: string, user: User): Promise<MeetingFile>
  /** The chair's move; another manager takes the chair with `take_chair`. */
  turn(id: string, raw: unknown, user: User): Promise<MeetingFile>
  note(id: string, raw: unknown, user: User): Promise<MeetingFile>
  /** 报数: what a place says it will bring in the running unit. */
  call(id: string, raw: unknown, user: User): Promise<MeetingFile>
  close(id: string, user: User): Promise<MeetingFile>
  attend(id: string, user: User, left?: boolean): Promise<void>
  present(raw: unknown, user: User): Promise<Presented>
  presented(id: string): Promise<Presented | null>
  /** The same meeting as each reader sees it; undefined when there is none. */
  told(id: string): Promise<((user: User) => MeetingFile) | undefined>
}

/** What a meeting's place may be named by where numbers are called. */
const PLACES: readonly string[] = ['region', 'area', 'dealer_id']

export function createMeetings(rooms: MeetingRooms): Meetings {
  const { postgres, decisions, organisation, zone, now } = rooms
  const day = (): string => zone.day(now())
  const mayWrite = (user: User): void => {
    if (!atLeast(user.role, 'manager'))
      throw new Refusal('forbidden', 'your role only looks; ask a manager to write it')
  }
  const known = async (id: string): Promise<Meeting> => {
    const meeting = await readMeeting(postgres, id)
    if (!meeting) throw new Refusal('not_found', `there is no meeting ${id.slice(0, 60)}`)
    return meeting
  }
  const load = async (meeting: Meeting): Promise<Loaded> => ({
    meeting,
    all: await decisions.everything(),
    notes: await notesOf(postgres, meeting.id),
    attendees: await attendeesOf(postgres, meeting.id),
    said: await promisesOf(postgres, { measure: meeting.measure, from: meeting.unit.from }),
  })
  const see = (loaded: Loaded, user: User): MeetingFile =>
    seenBy(loaded, user, { organisation: organisation(), zone, day: day() })
  const tell = async (meeting: Meeting, user: User): Promise<MeetingFile> => see(await load(meeting), user)
  const revise = async (
    id: string,
    user: User,
    decide: (current: Meeting) => Partial<Meeting> | null,
  ): Promise<MeetingFile> => {
    mayWrite(user)
    const meeting = await reviseMeeting(postgres, id, (current) => {
      if (current.state === 'closed') throw new Refusal('bad_spec', 'the meeting is closed', { path: 'state' })
      return decide(current)
    })
    if (!meeting) throw new Refusal('not_found', `there is no meeting ${id.slice(0, 60)}`)
    return tell(meeting, user)
  }
  const chairs = ({ chair_id, chair }: Meeting, user: User): void => {
    if (chair_id !== user.id && user.role !== 'administrator')
      throw new Refusal('forbidden', `${chair} has the chair; take it first`, { path: 'take_chair' })
  }

  return {
    async begin(raw, user) {
      mayWrite(user)
      const { template, where: asked, measure = rooms.retail, topics, client_key = null, title } = readBegin(raw)
      const { where } = mergeScope(readSpec({ measures: [measure], where: asked }), user.scope)
      const by = levelBelow(where)
      const all = await decisions.everything()
      const standing = await gapsOf(rooms, { where, measure, by }, all, user.scope)
      const inside = dealersOf(where, organisation(), standing.as_of)
      const here = ({ treated }: Decision): boolean =>
        Object.keys(where).length === 0 || treated.some((code) => inside.has(code))
      const mine = (await decisions.visible(user)).filter(here)
      const reviews = dueAll(mine, now(), zone.day).filter(({ kind }) => kind === 'review')
      const begun_at = new Date(now()).toISOString()
      const draft: Omit<Meeting, 'no' | 'revision'> = {
        id: randomUUID(), template, title: title ?? titleOf(template, day()), state: 'open', where, measure, by, unit: standing.unit,
        chair: user.name, chair_id: user.id, as_of: standing.as_of, frozen: true, begun_at, closed_at: null, current: null,
        items: buildAgenda(template, standing.gaps, reviews.map(({ decision }) => decision.id), topics), total: standing.total,
      } // prettier-ignore
      const { meeting, fresh } = await createMeeting(postgres, draft, { by: user, client_key })
      if (fresh) await attend(postgres, meeting.id, user, now())
      return { file: await tell(meeting, user), fresh }
    },
    async list({ state, before }) {
      const found = await listMeetings(postgres, { state: state ?? null, before: before ?? null })
      return found.map(({ id, no, template, title, state, chair, begun_at, closed_at, where }) => ({ id, no, template, title, state, chair, begun_at, closed_at, where })) // prettier-ignore
    },
    file: async (id, user) => tell(await known(id), user),
    turn(id, raw, user) {
      const { take_chair, ...move } = readTurn(raw)
      return revise(id, user, (current) => {
        if (!take_chair) chairs(current, user)
        if (move.current && !current.items.some((item) => item.id === move.current))
          throw new Refusal('bad_field', 'current names no item of the agenda', { path: 'current' })
        return { ...turn(current, move, now()), ...(take_chair && { chair: user.name, chair_id: user.id }) }
      })
    },
    async note(id, raw, user) {
      mayWrite(user)
      const { text, item_id, client_key } = readNote(raw)
      const meeting = await known(id)
      if (item_id !== null && !meeting.items.some((item) => item.id === item_id))
        throw new Refusal('bad_field', 'item_id names no item of the agenda', { path: 'item_id' })
      await addNote(postgres, { id, item_id, text, by: user, at: now(), client_key })
      return tell(meeting, user)
    },
    async call(id, raw, user) {
      mayWrite(user)
      const { key, least, commitment, challenge } = readCall(raw)
      const meeting = await known(id)
      const [place] = Object.entries(key)
      if (place && place[0] !== meeting.by)
        throw new Refusal('bad_field', `numbers are called by ${meeting.by} here`, { path: `key.${place[0]}` })
      const own = Object.keys(meeting.where)
      if (own.some((name) => !PLACES.includes(name)) || (!place && own.length > 0))
        throw new Refusal('bad_field', 'a number is called of a whole place below this meeting’s', { path: 'key' })
      const where = { ...meeting.where, ...(place && { [place[0]]: [place[1]] }) }
      if (!liesIn(where, user.scope, organisation(), day()))
        throw new Refusal('forbidden', 'this place lies outside your scope', { path: 'key' })
      if ((least ?? commitment) > commitment || commitment > (challenge ?? commitment))
        throw new Refusal('bad_field', 'least ≤ commitment ≤ challenge does not hold', { path: 'commitment' })
      const { measure, unit, no } = meeting
      const said = { level: place?.[0] ?? 'nation', place: place?.[1] ?? '', measure, ...unit, least, commitment, challenge } // prettier-ignore
      const targets = promisedTargets(said, { at: zone.iso(now()), meeting: no }, rooms.targets())
      const rows = targets.map((body) => ({ key: keyOf('targets', body), body }))
      await addPromise(postgres, { meeting_id: id, ...said, by: user, at: now() }, rows)
      return tell(meeting, user)
    },
    close: (id, user) =>
      revise(id, user, (current) => {
        chairs(current, user)
        return ended(current, now())
      }),
    async attend(id, user, left = false) {
      if ((await known(id)).state === 'open') await attend(postgres, id, user, now(), left)
    },
    async present(raw, user) {
      mayWrite(user)
      const { meeting, route, state } = readPresent(raw)
      if ((await known(meeting)).state === 'closed')
        throw new Refusal('bad_spec', 'the meeting is closed', { path: 'meeting' })
      return present(postgres, meeting, { route, state, by: user, at: now() })
    },
    presented: async (id) => (await presentOf(postgres, id)) ?? null,
    async told(id) {
      const meeting = await readMeeting(postgres, id)
      const loaded = meeting && (await load(meeting))
      if (!loaded) return undefined
      // Fifty screens share a handful of scopes; only who wrote or owns a decision sees more than their scope.
      const own = new Set(loaded.all.flatMap(({ owner_id, written_by_id }) => [owner_id, written_by_id]))
      const scopes = new Map<string, MeetingFile>()
      return (user) => {
        if (own.has(user.id)) return see(loaded, user)
        const key = scopeKey(user.scope)
        const file = scopes.get(key) ?? see(loaded, user)
        scopes.set(key, file)
        return file
      }
    },
  }
}
