import { onBeforeUnmount, onMounted, watch } from 'vue'
import type { Board } from './board.ts'
import { createDirector, isSprint, nextStop } from './rotation.ts'
import { SCENES, type SceneName } from './state.ts'

const LOOK_MS = 1_000

/** Shows a scene: 大区 needs a region, by itself the worst one. */
export function chooseScene(board: Board, scene: SceneName): void {
  const { path } = board.state.value
  const region = scene === 'b' && path.length === 0 ? board.nation.value?.rows[0]?.code : undefined
  board.go({ scene, ...(region && { path: [region] }) })
}

/**
 * Lets the scenes follow one another while the address says so. Keys 1–4 choose a scene, space stops and starts the
 * rotation; any key, touch or click holds the present scene for a while. `busy`: a dialog is open. `interrupted`: an alert
 * stands over the scene, which goes on afterwards where it stood.
 */
export function useRotation(board: Board, busy: () => boolean, interrupted: () => boolean = () => false): void {
  const director = createDirector(() => Date.now())
  const { state } = board
  let home: readonly string[] = state.value.scene === 'b' ? [] : state.value.path

  watch(
    () => [state.value.scene, state.value.path.join('/'), state.value.rotate],
    () => {
      director.started()
      if (state.value.scene !== 'b') home = state.value.path
    },
  )
  // 大区 opened without a region takes the worst one, as soon as that is known.
  watch(
    () => state.value.scene === 'b' && state.value.path.length === 0 && board.nation.value?.rows[0]?.code,
    (region) => region && board.go({ path: [region] }, 'in_place'),
    { immediate: true },
  )
  function look(): void {
    if (interrupted()) director.pause(LOOK_MS)
    if (busy()) director.hold()
    const { scene, path, rotate, sprint } = state.value
    if (!rotate || !director.over(scene)) return
    const program = { home, troubled: board.troubled.value, sprint: sprint || isSprint(board.scene.value.today) }
    board.go(nextStop({ scene, path }, program), 'in_place')
  }
  function key(event: KeyboardEvent): void {
    director.hold()
    if (event.ctrlKey || event.altKey || event.metaKey || busy()) return
    const scene = SCENES[Number(event.key) - 1]
    if (scene && /^[1-4]$/.test(event.key)) chooseScene(board, scene)
    // On a button, space presses it.
    const pressed = event.target instanceof Element && event.target.closest('button, a, input, [role=button]')
    if (event.key === ' ' && !pressed) {
      event.preventDefault()
      board.go({ rotate: !state.value.rotate }, 'in_place')
    }
  }
  const timer = setInterval(look, LOOK_MS)
  onMounted(() => {
    window.addEventListener('keydown', key)
    window.addEventListener('pointerdown', director.hold)
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    window.removeEventListener('keydown', key)
    window.removeEventListener('pointerdown', director.hold)
  })
}
