import type { LocationQuery, Router } from 'vue-router'

/** What of an address is the reader's own, whatever page it shows: language and theme. */
const OWN = ['lang', 'theme'] as const

export const carriedOf = (query: LocationQuery): Record<string, string> =>
  Object.fromEntries(OWN.flatMap((name) => (typeof query[name] === 'string' ? [[name, query[name]]] : [])))

/** The address of a page as somebody else has it, in the language and theme of this screen. */
export function inOwnWords(router: Router, address: string): string {
  const { path, query, hash } = router.resolve(address)
  const theirs = Object.entries(query).filter(([name]) => !(OWN as readonly string[]).includes(name))
  const own = carriedOf(router.currentRoute.value.query)
  return router.resolve({ path, hash, query: { ...Object.fromEntries(theirs), ...own } }).fullPath
}

/** Another page that names no language or theme is shown in those of the page before it. */
export function keepCarried(router: Router): void {
  router.beforeEach((to, from) => {
    if (to.path === from.path) return true
    const query = { ...carriedOf(from.query), ...to.query }
    return Object.keys(query).length === Object.keys(to.query).length ? true : { path: to.path, hash: to.hash, query }
  })
}
