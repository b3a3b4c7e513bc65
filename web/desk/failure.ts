import { ERRORS, type ErrorBody } from '#domain/errors.ts'
import { say } from '../i18n/i18n.ts'

/** Why a block has no figures, in the language of the screen: the house's own faults pass, refusals say what offended. */
export function failureText({ code, message }: ErrorBody['error']): string {
  if (code === 'not_available') return say('d_no_answer')
  return ERRORS[code].fault === 'house' || message === '' ? say('d_away') : message
}
