import type { Dimension } from './dimensions.ts'
import { dealerValue, isDealerDimension, type DealerDimension, type Organisation } from './organisation.ts'
import type { Dealer } from './streams.ts'
import type { ViewSpec } from './view.ts'

type Where = ViewSpec['where']

/** The dimensions of a `where` that a dealer's row decides. */
export const dealerDimensions = (where: Where): DealerDimension[] =>
  (Object.keys(where) as Dimension[]).filter((name): name is DealerDimension => isDealerDimension(name as never))

/** Whether a dealer's row meets what `where` says of the organisation; without a row every value is absent. */
export const dealerMeets = (where: Where, dealer: Dealer | undefined): boolean =>
  dealerDimensions(where).every((name) => where[name]!.includes(dealerValue(dealer, name) || null))

/** The dealers that a `where` leaves on a business day, by organisation and by code. */
export function dealersIn(where: Where, organisation: Organisation, day: string): string[] {
  return organisation.dealerCodes().filter((code) => {
    return (where.dealer_id?.includes(code) ?? true) && dealerMeets(where, organisation.dealer(code, day))
  })
}
