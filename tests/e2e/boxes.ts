import type { Page } from 'playwright-core'

export interface Faults {
  /** Texts that leave their tile, or the window. */
  outside: string[]
  /** Pairs of texts that touch. */
  overlapping: string[]
  /** Texts cut off by an ellipsis. */
  cut: string[]
  /** Texts drawn smaller than asked. */
  small: string[]
}

/**
 * Measures every drawn text of the wall. A text's box is its ink: full width, four fifths of its size high around its
 * middle, since line boxes of neighbouring rows may touch where letters never do.
 */
export async function measureBoxes(page: Page, leastPx: number): Promise<{ faults: Faults; texts: number }> {
  return page.evaluate((least) => {
    interface Box {
      text: string
      left: number
      right: number
      top: number
      bottom: number
      size: number
      tile: Element | null
    }
    const boxes: Box[] = []
    const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const parent = node.parentElement
      if (!text || !parent || parent.closest('.spoken, [role=tooltip], defs')) continue
      if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      const scale = parent instanceof SVGGraphicsElement ? (parent.getScreenCTM()?.a ?? 1) : 1
      const size = Number.parseFloat(getComputedStyle(parent).fontSize) * scale
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const { left, right, top, bottom } of range.getClientRects()) {
        if (right - left < 1) continue
        const middle = (top + bottom) / 2
        boxes.push({
          text,
          left,
          right,
          top: middle - 0.4 * size,
          bottom: middle + 0.4 * size,
          size,
          tile: parent.closest('[data-tile]'),
        })
      }
    }
    const outside: string[] = []
    for (const box of boxes) {
      const frame = box.tile?.getBoundingClientRect()
      if (
        frame &&
        (box.left < frame.left - 1 ||
          box.right > frame.right + 1 ||
          box.top < frame.top - 1 ||
          box.bottom > frame.bottom + 1)
      ) {
        outside.push(`${box.text} in ${box.tile!.getAttribute('data-tile')}`)
      }
    }
    const overlapping: string[] = []
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        const [a, b] = [boxes[i]!, boxes[j]!]
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (across > 1 && down > 1) overlapping.push(`${a.text} × ${b.text}`)
      }
    }
    const cut = [...document.querySelectorAll<HTMLElement>('main .cut')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => element.textContent ?? '')
    const small = boxes
      .filter(({ size }) => size < least - 0.01)
      .map(({ text, size }) => `${text} ${size.toFixed(1)}px`)
    return { faults: { outside, overlapping, cut, small }, texts: boxes.length }
  }, leastPx)
}
