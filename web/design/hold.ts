import type { ObjectDirective } from 'vue'

type Act = (event: Event) => void
interface Held extends HTMLElement {
  held?: Act
  unhold?: () => void
}

/** How long a finger stays until it means more than a tap, and how far it may stray meanwhile, in pixels. */
const LONG_MS = 500
const STRAY = 10

/**
 * `v-hold="act"`: a long press of a finger, the right button, or the context-menu key acts; the tap that a long press
 * ends with does nothing more. Each such gesture needs a button beside it that does the same.
 */
export const vHold: ObjectDirective<Held, Act> = {
  mounted(element, { value }) {
    element.held = value
    let timer: ReturnType<typeof setTimeout> | undefined
    let from: { x: number; y: number } | null = null
    let acted = false
    const forget = (): void => {
      clearTimeout(timer)
      from = null
    }
    const act = (event: Event): void => {
      forget()
      if (acted) return
      acted = event.type !== 'contextmenu' || (event as PointerEvent).pointerType === 'touch'
      element.held?.(event)
    }
    const handlers: Partial<Record<keyof HTMLElementEventMap, (event: never) => void>> = {
      pointerdown: (event: PointerEvent) => {
        acted = false
        if (event.pointerType === 'mouse') return
        from = { x: event.clientX, y: event.clientY }
        timer = setTimeout(() => act(event), LONG_MS)
      },
      pointermove: (event: PointerEvent) => {
        if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > STRAY) forget()
      },
      pointerup: forget,
      pointercancel: forget,
      contextmenu: (event: Event) => {
        event.preventDefault()
        event.stopPropagation()
        act(event)
      },
      click: (event: Event) => {
        if (!acted) return
        acted = false
        event.preventDefault()
        event.stopPropagation()
      },
    }
    // Before what lies inside hears of it: there the same gesture may open a tip.
    for (const [name, handle] of Object.entries(handlers)) element.addEventListener(name, handle as Act, true)
    element.unhold = () => {
      forget()
      for (const [name, handle] of Object.entries(handlers)) element.removeEventListener(name, handle as Act, true)
    }
  },
  updated(element, { value }) {
    element.held = value
  },
  beforeUnmount(element) {
    element.unhold?.()
  },
}
