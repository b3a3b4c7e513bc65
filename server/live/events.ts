import type { ToldDecision } from '#domain/decision/decision.ts'
import type { Alert } from '#domain/alerts/alert.ts'
import type { Presented } from '#domain/decision/meeting.ts'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import type { ErrorBody } from '#domain/errors.ts'
import type { Freshness, ViewOpened, ViewPatch } from '#domain/view.ts'

/** A refusal over the socket. `retry_after` in seconds, where trying again may help. */
export interface LiveError {
  error: ErrorBody['error'] & { retry_after?: number }
}

type Answer<T> = (answer: T | LiveError) => void

/** What a screen may send. Payloads are what an outsider wrote: nothing is known of them. */
export interface ClientEvents {
  'view:open': (spec: unknown, answer?: Answer<ViewOpened>) => void
  /** The view's name from `view:open`, alone or as `{view}`. */
  'view:close': (view: unknown, answer?: Answer<{ closed: boolean }>) => void
  /** A meeting's id, alone or as `{meeting}`: joins and follows; answers the meeting and where the presenter stands. */
  'meeting:join': (meeting: unknown, answer?: Answer<{ file: MeetingFile; presented: Presented | null }>) => void
  'meeting:leave': (meeting: unknown, answer?: Answer<{ left: boolean }>) => void
  /** `{meeting, follow}`: lets go of the presenter, or comes back. */
  'meeting:follow': (asked: unknown, answer?: Answer<{ following: boolean; presented: Presented | null }>) => void
  /** `{meeting, route, state}`: leads all who follow. */
  'meeting:present': (asked: unknown, answer?: Answer<Presented>) => void
}

/** What the war room pushes. */
export interface ServerEvents {
  'view:patch': (patch: ViewPatch) => void
  /** The view cannot go on: nothing more will come for it. */
  'view:ended': (ended: { view: string } & LiveError) => void
  /** How fresh each source is, whenever that changed. */
  'source:health': (sources: Freshness) => void
  /** How far the demo's history is loaded; `null` when all of it is. */
  'demo:progress': (progress: { phase: string; done: number; total: number; months: string[] } | null) => void
  /** A decision was written, as the screen's user may see it; `null`: some may have been missed, look again. */
  'decision:changed': (changed: { decision: ToldDecision | null }) => void
  /** A joined meeting as it is now, as the screen's user may see it. */
  'meeting:changed': (file: MeetingFile) => void
  /** Where the presenter of a followed meeting stands; a lower `seq` than the last is never shown. */
  'meeting:present': (led: { meeting: string; presented: Presented }) => void
  /** An alert came, came back or grew louder, as the screen's user may see it. */
  'alert:raised': (raised: { alert: Alert }) => void
  /** Anything else happened to an alert. */
  'alert:changed': (changed: { alert: Alert }) => void
}
