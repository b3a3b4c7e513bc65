import type { LampRule } from '#domain/pace.ts'
import type { Settings } from '#domain/settings.ts'
import type { Basis } from '#domain/targets/bases.ts'

/** How lamps are turned: on which progress base, down to which gap they warn, and from which target on. */
export type Lamp = { basis: Basis } & LampRule

/** The maker's lamp as its settings say. */
export const lampOf = (settings: Settings): Lamp => ({
  basis: settings.WARROOM_LAMP_BASIS,
  warning_from: -settings.WARROOM_LAMP_WARNING_POINTS / 100,
  least_target: settings.WARROOM_LAMP_LEAST_TARGET,
})
