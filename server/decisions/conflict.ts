import type { Decision } from '#domain/decision/decision.ts'
import { Refusal, type ErrorBody } from '#domain/errors.ts'
import type { Changes, Merge } from '#domain/decision/merge.ts'

/** Two wrote the same parts at once: what each wrote, and what a merge would write. */
export class Conflict extends Refusal {
  readonly theirs: Decision
  readonly yours: Changes
  readonly merge: Merge

  constructor(theirs: Decision, yours: Changes, merge: Merge) {
    const fields = merge.clashes.map(({ field }) => field).join(', ')
    super('conflict', `${fields}: somebody wrote this since revision you read; now it is ${theirs.revision}`, {
      path: fields,
    })
    this.theirs = theirs
    this.yours = yours
    this.merge = merge
  }

  details(): ErrorBody & Pick<Conflict, 'theirs' | 'yours' | 'merge'> {
    return { ...this.body(), theirs: this.theirs, yours: this.yours, merge: this.merge }
  }
}
