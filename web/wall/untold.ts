import type { ErrorBody } from '#domain/errors.ts'
import { passes } from '../desk/failure.ts'
import type { MessageKey } from '../i18n/messages.ts'

/** Why a figure is not there, in words: history is still loading, the house is busy and asked again, or nobody tells it. */
export function untold(failure: ErrorBody['error'] | null, loading: boolean): MessageKey {
  if (loading) return 'history_loading'
  return failure && passes(failure) ? 'away' : 'not_yet'
}
