import { Router } from 'express'
import type { ToldDecision } from '#domain/decision/decision.ts'
import { Refusal } from '#domain/errors.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Zone } from '#domain/zone.ts'
import { userOf } from '../access/asker.ts'
import type { Decisions } from '../decisions/decisions.ts'
import type { HeldOutcomes } from './held.ts'
import { tellOutcome } from './tell.ts'

export interface OutcomeDoor {
  outcomes: HeldOutcomes
  decisions: Decisions
  organisation: () => Organisation
  zone: Zone
  /** Epoch ms. */
  now: () => number
}

/** Outcomes over HTTP. Sign-in has set `response.locals.user`. */
export function outcomeRouter({ outcomes, decisions, organisation, zone, now }: OutcomeDoor): Router {
  const router = Router()
  router.get('/decisions/:id/outcome', async (request, response) => {
    const reader = userOf(response)
    const { decision } = await decisions.file(request.params.id, reader)
    if (decision.restricted)
      throw new Refusal(
        'forbidden',
        `outside your scope; ask ${decision.ask} / 无权查看明细，可向 ${decision.ask} 申请`,
      )
    const outcome = await outcomes.outcomeOf(decision)
    const others = new Map<string, ToldDecision>()
    for (const { id } of outcome.others) {
      const told = await decisions.told(id)
      if (told) others.set(id, told(reader))
    }
    response.json(
      tellOutcome(outcome, { decision, others, reader, organisation: organisation(), today: zone.day(now()) }),
    )
  })
  return router
}
