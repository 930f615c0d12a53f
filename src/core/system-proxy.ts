import http from 'node:http'

/** Asks the shell which proxy leads to an address. @returns its URL; undefined where the way is direct, or nobody knows */
export type FindProxy = (url: string) => Promise<string | undefined>

/** So long an answer holds: a laptop goes from a hospital, where there is a proxy, to a home, where there is none. */
const HOLDS_MS = 60_000
const OF_THIS_COMPUTER = ['localhost', '127.0.0.1', '[::1]']

/** Leads the calls of this process as the system says, one address as the other. */
export type ProxyWay = {
  /** To be called before a call to the address. */
  prepare(url: string): Promise<void>
  /** The address was not reached: the system is asked anew. */
  forget(url: string): void
}

export function createProxyWay(find: FindProxy): ProxyWay {
  const known = new Map<string, { readonly proxy: string | undefined; readonly at: number }>()
  let inUse = ''
  let undo: () => void = () => undefined

  /** For all addresses at once: Node has one setting for a process. Of two proxies the one that was heard of last leads. */
  function lead(): void {
    const answers = [...known]
    const proxy = answers.findLast(([, answer]) => answer.proxy !== undefined)?.[1].proxy
    const direct = answers.filter(([, answer]) => answer.proxy === undefined).map(([origin]) => new URL(origin).host)
    const wanted = proxy === undefined ? '' : JSON.stringify([proxy, direct])
    if (wanted === inUse) return
    inUse = wanted
    undo()
    undo = proxy === undefined ? () => undefined : takeProxy({ http_proxy: proxy, https_proxy: proxy }, direct)
  }

  return {
    async prepare(url) {
      const { origin, hostname } = new URL(url)
      if (OF_THIS_COMPUTER.includes(hostname)) return
      const answer = known.get(origin)
      const age = performance.now() - (answer?.at ?? Number.NEGATIVE_INFINITY)
      if (age < HOLDS_MS) return
      const proxy = await find(origin).catch(() => answer?.proxy)
      known.delete(origin)
      known.set(origin, { proxy, at: performance.now() })
      lead()
    },
    forget(url) {
      const { origin } = new URL(url)
      const answer = known.get(origin)
      if (answer !== undefined) known.set(origin, { ...answer, at: Number.NEGATIVE_INFINITY })
    },
  }
}

/**
 * Has this process take the proxy that `HTTPS_PROXY` and `HTTP_PROXY` name, as other programs of a terminal do, and go to
 * this computer itself, and to what `NO_PROXY` names, without it.
 */
export function takeProxyOfEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  const valueOf = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined
  const [secure, plain] = [valueOf('HTTPS_PROXY'), valueOf('HTTP_PROXY')]
  if (secure === undefined && plain === undefined) return
  const direct = (valueOf('NO_PROXY') ?? '').split(/[\s,]+/).filter((host) => host !== '')
  takeProxy({ ...(secure && { https_proxy: secure }), ...(plain && { http_proxy: plain }) }, direct)
}

/** @returns goes back to how it was */
function takeProxy(proxies: Readonly<Record<string, string>>, direct: readonly string[]): () => void {
  try {
    return http.setGlobalProxyFromEnv({ ...proxies, no_proxy: [...OF_THIS_COMPUTER, ...direct].join(',') })
  } catch {
    // No address of a proxy, or a Node that knows of none: the way stays as it was.
    return () => undefined
  }
}
