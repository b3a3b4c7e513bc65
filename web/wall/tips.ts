import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ObjectDirective } from 'vue'

/** What a figure says about itself. */
export interface Tip {
  title: string
  lines: readonly string[]
}

interface Shown extends Tip {
  /** The box of what the tip belongs to, in window pixels. */
  at: DOMRect
}

/** The one tip that is shown. */
export const useTips = defineStore('tips', () => {
  const shown = shallowRef<Shown | null>(null)
  let owner: Element | null = null
  return {
    shown,
    show(element: Element, tip: Tip) {
      owner = element
      shown.value = { ...tip, at: element.getBoundingClientRect() }
    },
    hide(element?: Element) {
      if (element && element !== owner) return
      owner = null
      shown.value = null
    },
    owned: (element: Element) => owner === element,
  }
})

type Tell = () => Tip | null
type Tipped = HTMLElement & { tell?: Tell; untip?: () => void }

/** How long a pointer rests before the tip opens. */
const REST_MS = 350

/**
 * `v-tip="() => tip"`: the tip opens when a pointer rests, on keyboard focus, on a tap, and with a long press or the
 * context-menu key where a tap does something else. Escape closes it.
 */
export const vTip: ObjectDirective<Tipped, Tell> = {
  mounted(element, { value }) {
    element.tell = value
    if (element.tabIndex < 0) element.tabIndex = 0
    const tips = useTips()
    const acts = element.matches('button, a, [role=button]') && !element.classList.contains('tells')
    let timer: ReturnType<typeof setTimeout> | undefined
    const open = () => {
      const tip = element.tell?.()
      if (tip) tips.show(element, tip)
    }
    const close = () => {
      clearTimeout(timer)
      tips.hide(element)
    }
    const handlers: Record<string, (event: Event) => void> = {
      pointerenter: (event) => {
        if ((event as PointerEvent).pointerType === 'mouse') timer = setTimeout(open, REST_MS)
      },
      pointerleave: (event) => {
        if ((event as PointerEvent).pointerType === 'mouse') close()
      },
      focus: () => {
        if (element.matches(':focus-visible')) open()
      },
      blur: close,
      click: () => {
        if (acts) close()
        else if (!tips.owned(element)) open()
      },
      contextmenu: (event) => {
        event.preventDefault()
        open()
      },
      keydown: (event) => {
        if ((event as KeyboardEvent).key === 'Escape') close()
      },
    }
    for (const [name, handle] of Object.entries(handlers)) element.addEventListener(name, handle)
    element.untip = () => {
      close()
      for (const [name, handle] of Object.entries(handlers)) element.removeEventListener(name, handle)
    }
  },
  updated(element, { value }) {
    element.tell = value
  },
  beforeUnmount(element) {
    element.untip?.()
  },
}
