import { createStore, type StoreApi } from 'zustand/vanilla'

const screens = ['inbox', 'sync', 'reconcile', 'offline', 'time', 'earnings', 'settings'] as const
export type Screen = (typeof screens)[number]
export type Route =
  | { readonly screen: Screen }
  /** `field`: the part to go to, where one comes for its sake. */
  | { readonly screen: 'task'; readonly taskId: string; readonly field?: string }

/** The address of a screen, for links: `#/task/<id>`. */
export function routeToHash(route: Route): string {
  if (route.screen !== 'task') return `#/${route.screen}`
  return `#/task/${route.taskId}${route.field === undefined ? '' : `/${route.field}`}`
}

/** @returns the inbox for anything it does not know. */
export function hashToRoute(hash: string): Route {
  const [, screen = '', id = '', field = ''] = hash.split('/')
  if (screen === 'task' && /^[0-9a-f-]{36}$/.test(id)) {
    return { screen: 'task', taskId: id, ...(/^[a-z][a-z0-9_-]{0,63}$/.test(field) ? { field } : {}) }
  }
  const known = screens.find((one) => one === screen)
  if (known !== undefined) return { screen: known }
  return { screen: 'inbox' }
}

export type Navigation = {
  readonly store: StoreApi<Route>
  /** What is drawn: it follows one task later, so that what a screen needs is asked for before the last one is taken down. */
  readonly shown: StoreApi<Route>
  go(route: Route): void
  /** The screen before this one in this window; the inbox where there is none. */
  back(): void
  start(): void
  stop(): void
}

/** Where the window is. The address bar's hash is the truth, so that back, forward and reload work. */
export function createNavigation(window: Window): Navigation {
  const store = createStore<Route>(() => hashToRoute(window.location.hash))
  const shown = createStore<Route>(() => store.getState())
  let timer: number | undefined
  /** How many screens of ours lie behind the present one in the window's history. */
  let depth = depthOf(window.history.state)

  function follow(): void {
    const known = window.history.state !== null
    // A link or the address bar brought us here: it is one step further.
    if (!known) window.history.replaceState({ depth: depth + 1 }, '')
    depth = depthOf(window.history.state)
    const route = hashToRoute(window.location.hash)
    if (routeToHash(route) === routeToHash(store.getState())) return
    store.setState(route, true)
    timer ??= window.setTimeout(show)
  }

  function show(): void {
    timer = undefined
    shown.setState(store.getState(), true)
  }

  function go(route: Route): void {
    if (routeToHash(route) === routeToHash(store.getState())) return
    window.history.pushState({ depth: depth + 1 }, '', routeToHash(route))
    follow()
  }

  return {
    store,
    shown,
    go,
    back: () => {
      if (depth > 0) window.history.back()
      else go({ screen: 'inbox' })
    },
    start: () => {
      if (window.history.state === null) window.history.replaceState({ depth: 0 }, '')
      window.addEventListener('popstate', follow)
    },
    stop: () => {
      window.removeEventListener('popstate', follow)
      window.clearTimeout(timer)
      timer = undefined
    },
  }
}

function depthOf(state: unknown): number {
  return typeof state === 'object' && state !== null && 'depth' in state && typeof state.depth === 'number'
    ? state.depth
    : 0
}
