import { computed, inject, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue'
import { setLang } from '../i18n/i18n.ts'
import type { Lang } from '../i18n/lang.ts'
import { LINK } from '../live/link.ts'

/** What is shown grows old with the line: after this long without it, the figures are dimmed. */
const DIM_AFTER_MS = 20_000

/** Prepares the window for the desk's pages: sizes, language, and whether the line is lost for long. */
export function useFrame(): { width: Ref<number>; dim: ComputedRef<boolean>; speak(lang: () => Lang): void } {
  const link = inject(LINK)
  if (!link) throw new Error('no link is provided')
  const width = ref(window.innerWidth)
  const resize = () => (width.value = window.innerWidth)
  window.addEventListener('resize', resize)
  onScopeDispose(() => window.removeEventListener('resize', resize))
  // Tips and lamps of the wall are sized in rem; the desk is read from near.
  document.documentElement.style.fontSize = '54px'
  delete document.documentElement.dataset.shape
  return {
    width,
    dim: computed(() => link.lostFor.value > DIM_AFTER_MS),
    speak: (lang) => void watch(lang, setLang, { immediate: true }),
  }
}
