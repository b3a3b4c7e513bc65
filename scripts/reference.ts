import { DIMENSIONS } from '../domain/dimensions.ts'
import { ERRORS } from '../domain/errors.ts'
import { FIELDS, type FieldDeclaration } from '../domain/fields.ts'
import { KIND_NAMES, kindOf } from '../domain/kinds.ts'
import { SETTINGS } from '../domain/settings.ts'
import { STREAMS } from '../domain/streams.ts'
import { measures } from './dictionary.ts'
import { page, table } from './page.ts'

const errors = () =>
  page(
    'Errors',
    'Every refusal is `{"error":{"code","message","path"}}`; rejected rows carry the same codes. `message` names the offender.',
    table(
      ['code', 'status', 'whose fault', 'meaning'],
      Object.entries(ERRORS).map(([code, { status, fault, meaning }]) => [
        `\`${code}\``,
        String(status),
        fault,
        meaning,
      ]),
    ),
  )

const events = () =>
  page(
    'Events',
    '## Kinds',
    table(
      ['kind', '中文', 'English', 'meaning', 'requires'],
      KIND_NAMES.map((kind) => {
        const { zh, en, meaning, requires = [], pool, derived } = kindOf(kind)
        const needs = derived
          ? ['derived at the door']
          : [...(pool ? [] : ['dealer_id']), ...requires].map((name) => `\`${name}\``)
        return [`\`${kind}\``, zh, en, meaning, needs.join(', ')]
      }),
    ),
    '## Fields',
    'Beside `event_id`, `source`, `kind`, `occurred_at`, `recorded_at`, `business_date`, `revision`, `void`, `units`, `dealer_id`, `customer`, `same_as` and `attrs`:',
    table(
      ['field', '中文', 'type', 'meaning'],
      Object.entries<FieldDeclaration>(FIELDS).map(([name, { zh, type, values, range, meaning }]) => [
        `\`${name}\``,
        zh,
        values ? values.map((value) => `\`${value}\``).join(' ') : range ? `${type} ${range[0]}…${range[1]}` : type,
        meaning,
      ]),
    ),
    '## Reference streams',
    table(
      ['stream', '中文', 'fields', 'the same key replaces'],
      Object.entries(STREAMS).map(([name, { zh, row, key }]) => [
        `\`${name}\``,
        zh,
        Object.entries(row.shape)
          .map(([field, form]) => `${field}${form.safeParse(undefined).success ? '?' : ''}`)
          .join(', '),
        key.join(', '),
      ]),
    ),
  )

const dimensions = () =>
  page(
    'Dimensions',
    'For `by` and `where`; `attrs.NAME` comes on top. An absent value is `null`.',
    table(
      ['dimension', '中文', 'English', 'from'],
      Object.entries(DIMENSIONS).map(([name, { zh, en, origin }]) => [`\`${name}\``, zh, en, origin]),
    ),
  )

const configuration = () =>
  page(
    'Configuration',
    'Environment variables, read once at the start and checked. Secrets have no default.',
    table(
      ['variable', 'default', 'meaning'],
      Object.entries(SETTINGS).map(([name, { fallback, meaning }]) => [
        `\`${name}\``,
        fallback === '' ? '–' : `\`${fallback}\``,
        meaning,
      ]),
    ),
  )

/** Each generated page of docs/reference by file name. */
export const REFERENCE: Record<string, () => string> = {
  'ERRORS.md': errors,
  'EVENTS.md': events,
  'MEASURES.md': measures,
  'DIMENSIONS.md': dimensions,
  'CONFIG.md': configuration,
}
