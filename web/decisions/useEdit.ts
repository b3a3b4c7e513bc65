import { reactive, ref, shallowRef } from 'vue'
import type { Decision } from '#domain/decision/decision.ts'
import type { Merge } from '#domain/decision/merge.ts'
import type { ErrorBody } from '#domain/errors.ts'
import { failureText } from '../desk/failure.ts'
import { freshKey } from '../live/key.ts'
import { receive, send } from '../live/send.ts'
import { fieldName } from './words.ts'

/** One step of a decision's history. */
export interface HistoryEntry {
  revision: number
  fields: string[]
  by: string
  note: string
  at: string
}

/** A part that another wrote at the same time. */
export interface Clash {
  field: string
  by: string
  base: unknown
  theirs: unknown
  yours: unknown
  /** Both wordings fit into one; else the earlier stands. */
  whole: boolean
}

const SHOWN = ['title', 'what', 'owner', 'owner_id', 'due_on', 'review_on'] as const
/** Days that are empty in the form are none. */
const DAYS: readonly string[] = ['due_on', 'review_on']

/**
 * What is written anew of a decision, begun from the revision that was read. Where somebody else wrote the same parts
 * meanwhile, the form holds both wordings, `clashes` says whose is whose, and saving again writes what stands there.
 */
export function useEdit(address: () => string, decision: Decision) {
  const form = reactive({
    title: decision.title,
    what: decision.what,
    owner: decision.owner,
    owner_id: decision.owner_id,
    due_on: decision.due_on ?? '',
    review_on: decision.review_on ?? '',
  })
  let from = decision
  const clashes = shallowRef<Clash[]>([])
  const said = ref('')

  const changes = () =>
    Object.fromEntries(
      SHOWN.flatMap((name) => {
        const value = DAYS.includes(name) ? form[name] || null : form[name]
        return value === from[name] ? [] : [[name, value]]
      }),
    )
  /** Answers whether it was written. */
  async function save(): Promise<boolean> {
    const reply = await fetch(address(), {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ revision: from.revision, ...changes() }),
    }).catch(() => null)
    if (reply?.ok) {
      await keepLeftOut()
      return true
    }
    const body = (await reply?.json().catch(() => null)) as (ErrorBody & { merge?: Merge; theirs?: Decision }) | null
    if (reply?.status !== 409 || !body?.merge || !body.theirs) {
      said.value = failureText(body?.error ?? { code: 'store_unavailable', message: '' })
      return false
    }
    await put(body.merge, body.theirs)
    return false
  }
  /** What fits beside the other's wording nowhere is kept as a comment: no word is lost. */
  async function keepLeftOut(): Promise<void> {
    for (const { field, yours, whole } of clashes.value) {
      if (whole || yours === null || yours === '' || form[field as keyof typeof form] === yours) continue
      const comment = { text: `${fieldName(field)}: ${String(yours)}`, client_key: freshKey() }
      await send(`${address()}/comment`, JSON.stringify(comment))
    }
  }
  /** Puts the merge into the form: what only they wrote as theirs, what both wrote as both. */
  async function put({ clashes: both }: Merge, theirs: Decision): Promise<void> {
    const history = (await receive<HistoryEntry[]>(`${address()}/history`)) ?? []
    const writer = (field: string): string => history.findLast(({ fields }) => fields.includes(field))?.by ?? ''
    const mine = changes()
    for (const name of SHOWN) {
      const clash = both.find(({ field }) => field === name)
      if (clash) Object.assign(form, { [name]: clash.merged ?? (name === 'owner_id' ? null : '') })
      else if (!Object.hasOwn(mine, name)) Object.assign(form, { [name]: theirs[name] ?? (name === 'owner_id' ? null : '') }) // prettier-ignore
    }
    clashes.value = both
      .filter(({ field }) => field !== 'owner_id')
      .map(({ field, base, theirs: other, yours, whole }) => ({ field, by: writer(field), base, theirs: other, yours, whole })) // prettier-ignore
    from = theirs
    said.value = ''
  }
  return { form, clashes, said, save }
}
