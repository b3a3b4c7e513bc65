import { dealersIn } from '#domain/dealers.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Scope } from '#domain/scope.ts'
import type { Advisor, Channel, Dealer, Model } from '#domain/streams.ts'

/** The organisation as it is valid on a business day, and the models and channels: what screens label keys with. */
export interface Reference {
  dealers: Dealer[]
  advisors: Advisor[]
  models: Model[]
  channels: Channel[]
}

/** The reference data that an asker may see: dealers in scope with their advisors, all models and channels. */
export function referenceOf(organisation: Organisation, scope: Scope, day: string): Reference {
  const codes = dealersIn(scope.where, organisation, day)
  const seen = new Set(codes)
  const advisors = organisation.advisorCodes().flatMap((code) => organisation.advisor(code, day) ?? [])
  return {
    dealers: codes.map((code) => organisation.dealer(code, day)!),
    advisors: advisors.filter(({ dealer_id }) => seen.has(dealer_id)),
    models: organisation.modelCodes().map((code) => organisation.model(code)!),
    channels: organisation.channelCodes().map((code) => organisation.channel(code)!),
  }
}
