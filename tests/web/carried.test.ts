import { EventEmitter } from 'node:events'
import { createPinia, setActivePinia } from 'pinia'
import { expect, it } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { useMeeting } from '#web/meeting/store.ts'
import { keepCarried } from '#web/pages/carried.ts'

async function pages(start: string): Promise<Router> {
  const component = { render: () => null }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:page', component }] })
  keepCarried(router)
  await router.push(start)
  return router
}
const went = async (router: Router, to: string): Promise<string> => {
  await router.push(to)
  return router.currentRoute.value.fullPath
}

it('another page is shown in the language and theme of the one before it, unless it names its own', async () => {
  const router = await pages('/decisions?lang=en&theme=light')
  expect(await went(router, '/desk?region=east')).toBe('/desk?lang=en&theme=light&region=east')
  expect(await went(router, '/meeting?lang=zh')).toBe('/meeting?lang=zh&theme=light')
  // On the same page a language is put away as it was chosen.
  expect(await went(router, '/meeting?theme=light')).toBe('/meeting?theme=light')
})

it('who follows sees where the presenter stands in their own language and theme', async () => {
  setActivePinia(createPinia())
  const meeting = useMeeting()
  const router = await pages('/meeting?id=m&lang=en')
  const line = new EventEmitter()
  meeting.attach(line as unknown as Parameters<typeof meeting.attach>[0], router)
  meeting.join('m')
  meeting.way = 'follow'
  const lead = async (seq: number, route: string): Promise<string> => {
    const gone = new Promise<void>((resolve) => {
      const stop = router.afterEach(() => {
        stop()
        resolve()
      })
    })
    line.emit('meeting:present', { meeting: 'm', presented: { seq, route, by: '', by_id: '', state: {}, at: '' } })
    await gone
    return router.currentRoute.value.fullPath
  }
  expect(await lead(1, '/desk?region=east&theme=light')).toBe('/desk?region=east&lang=en')
  expect(await lead(2, '/desk?region=west')).toBe('/desk?region=west&lang=en')
})
