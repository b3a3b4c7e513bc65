import type { Alert } from '#domain/alerts/alert.ts'
import type { ToldDecision } from '#domain/decision/decision.ts'
import type { Presented } from '#domain/decision/meeting.ts'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import type { ErrorBody } from '#domain/errors.ts'
import type { ViewOpened, ViewPatch, ViewSpec } from '#domain/view.ts'

/** Progress of the history that loads behind the wall. `months` are complete: `2026-11`. */
export interface Loading {
  phase: string
  done: number
  total: number
  months?: string[]
}

export interface ServerEvents {
  'view:patch': (patch: ViewPatch) => void
  /** The view cannot go on: nothing more will come for it. */
  'view:ended': (ended: { view: string } & ErrorBody) => void
  'demo:progress': (loading: Loading | null) => void
  /** An alert came, came back or grew louder; `alert:changed` tells all else of it. */
  'alert:raised': (raised: { alert: Alert }) => void
  'alert:changed': (changed: { alert: Alert }) => void
  /** A decision was written; `null`: some may have been missed, look again. */
  'decision:changed': (changed: { decision: ToldDecision | null }) => void
  /** A joined meeting as it is now. */
  'meeting:changed': (file: MeetingFile) => void
  /** Where the presenter of a followed meeting stands. */
  'meeting:present': (led: { meeting: string; presented: Presented }) => void
}

export interface ClientEvents {
  'view:open': (spec: ViewSpec, answer: (reply: ViewOpened | ErrorBody) => void) => void
  'view:close': (request: { view: string }) => void
  'meeting:join': (
    meeting: string,
    answer: (reply: { file: MeetingFile; presented: Presented | null } | ErrorBody) => void,
  ) => void
  'meeting:leave': (meeting: string) => void
  'meeting:follow': (
    asked: { meeting: string; follow: boolean },
    answer: (reply: { following: boolean; presented: Presented | null } | ErrorBody) => void,
  ) => void
  'meeting:present': (
    asked: { meeting: string; route: string; state: object },
    answer: (reply: Presented | ErrorBody) => void,
  ) => void
}
