import { ERRORS, type ErrorBody } from '#domain/errors.ts'
import { say } from '../i18n/i18n.ts'

type Failure = ErrorBody['error']

/** Whether asking again may help: the house's own faults pass, a refused question stays refused. */
export const passes = ({ code, message }: Failure): boolean => ERRORS[code].fault === 'house' || message === ''

/** Why a block has no figures, in the language of the screen: what passes says so, refusals say what offended. */
export function failureText(failure: Failure): string {
  if (failure.code === 'not_available') return say('d_no_answer')
  return passes(failure) ? say('d_away') : failure.message
}
