import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { elapsedMs } from '../../../src/renderer/state/clock.ts'
import { createResource } from '../../../src/renderer/state/resource.ts'
import { createNavigation, hashToRoute, routeToHash } from '../../../src/renderer/state/route.ts'
import { choiceToDates, toDate } from '../../../src/renderer/state/time-ranges.ts'
import type { TimeState } from '../../../src/shared/contract/desk-views.ts'
import { chosenOf } from '../../../src/renderer/state/earnings.ts'
import type { BillableTask } from '../../../src/shared/contract/desk-invoices.ts'
import { MOST_LINES } from '../../../src/shared/domain/invoice.ts'

const id = '01a20528-aa36-71a0-a104-9aa5737ef068'

describe('what the core knows, held in the window', () => {
  test('is asked for once more, and only once, when it changed while a question was on its way', async () => {
    const answers: ((n: number) => void)[] = []
    const resource = createResource(async () => new Promise<number>((resolve) => answers.push(resolve)))
    const done = Promise.all([resource.refresh(), resource.refresh(), resource.refresh()])
    answers[0]?.(1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(resource.store.getState().value).toBe(1)
    answers[1]?.(2)
    await done
    expect([resource.store.getState().value, answers.length]).toEqual([2, 2])
  })

  test('stays as it was last heard when an answer fails, and says why', async () => {
    let fails = false
    const resource = createResource(async () => {
      if (fails) throw new Error('no')
      return 1
    })
    await resource.refresh()
    fails = true
    await resource.refresh()
    expect(resource.store.getState().value).toBe(1)
    expect(resource.store.getState().problem).toMatch(/did not work/)
  })

  test('is not set back by an answer that was asked for before a newer one came', async () => {
    let answer = (_n: number): void => {}
    const resource = createResource(async () => new Promise<number>((resolve) => (answer = resolve)))
    const done = resource.refresh()
    resource.put(7)
    answer(1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(resource.store.getState().value).toBe(7)
    answer(8)
    await done
    expect(resource.store.getState().value).toBe(8)
  })
})

describe('the clock in the window', () => {
  const time = (running?: TimeState['running']): TimeState => ({
    asOf: 0,
    todayMs: 0,
    weekMs: 0,
    marks: [],
    ...(running === undefined ? {} : { running }),
  })
  const running = { taskId: id, title: 'T', startedAt: 0, taskMs: 60_000, idleMs: 180_000, readingWordsPerMinute: 200 }

  test('counts on from what it heard by its own steady clock', () => {
    expect(elapsedMs({ time: time(running), heardAt: 1000 }, 3500)).toBe(62_500)
  })
  test('stands while the core waits for a sign of work', () => {
    expect(elapsedMs({ time: time({ ...running, idleSince: 5 }), heardAt: 1000 }, 9000)).toBe(60_000)
  })
  test('shows nothing when no task runs', () => {
    expect(elapsedMs({ time: time(), heardAt: 0 }, 9000)).toBeUndefined()
  })
})

describe('addresses of screens', () => {
  test('lead there and back', () => {
    for (const route of [{ screen: 'sync' }, { screen: 'task', taskId: id }] as const) {
      expect(hashToRoute(routeToHash(route))).toEqual(route)
    }
  })
  test.each(['', '#/', '#/nowhere', '#/task/', '#/task/<script>'])('“%s” leads to the inbox', (hash) => {
    expect(hashToRoute(hash)).toEqual({ screen: 'inbox' })
  })
})

describe('going back', () => {
  test('leads to the screen before, and to the inbox where this window has none', () => {
    const browser = fakeBrowser()
    const navigation = createNavigation(browser.window)
    navigation.start()
    navigation.go({ screen: 'sync' })
    navigation.go({ screen: 'time' })
    navigation.back()
    expect(navigation.store.getState()).toEqual({ screen: 'sync' })
    navigation.back()
    navigation.back()
    expect(navigation.store.getState()).toEqual({ screen: 'inbox' })
    expect(browser.left()).toBe(false)
  })

  test('after a reload in a task leads to the inbox and not out of the window', () => {
    const browser = fakeBrowser(`#/task/${id}`)
    const navigation = createNavigation(browser.window)
    navigation.start()
    navigation.back()
    expect(navigation.store.getState()).toEqual({ screen: 'inbox' })
    expect(browser.left()).toBe(false)
  })
})

describe('the screen that is drawn', () => {
  test('follows one task after the address, so that what it needs is asked for first, and only the last one counts', async () => {
    const { window: fake } = fakeBrowser()
    const navigation = createNavigation(fake)
    navigation.start()
    const drawn: string[] = []
    navigation.shown.subscribe(({ screen }) => drawn.push(screen))
    navigation.go({ screen: 'sync' })
    navigation.go({ screen: 'time' })
    expect([navigation.store.getState().screen, navigation.shown.getState().screen]).toEqual(['time', 'inbox'])
    await new Promise((resolve) => setTimeout(resolve))
    expect(drawn).toEqual(['time'])
    navigation.go({ screen: 'earnings' })
    navigation.stop()
    await new Promise((resolve) => setTimeout(resolve))
    expect(drawn).toEqual(['time'])
  })
})

describe('a new invoice', () => {
  const task = (n: number, currency: string): BillableTask => ({
    taskId: `task-${n}`,
    title: 'Plan',
    programme: { id: 'p', name: 'Fields' },
    workMs: 1,
    roundedMs: 1,
    amount: { minor: 1, currency },
  })
  test('is over all in the first currency, and over no more than one holds', () => {
    expect(chosenOf([task(1, 'EUR'), task(2, 'USD'), task(3, 'EUR')], undefined)).toEqual(['task-1', 'task-3'])
    expect(chosenOf([], undefined)).toEqual([])
    const many = Array.from({ length: 5_000 }, (_, n) => task(n, n === 1 ? 'USD' : 'EUR'))
    const chosen = chosenOf(many, undefined)
    expect([chosen.length, chosen.at(-1)]).toEqual([MOST_LINES, `task-${MOST_LINES}`])
  })
  test('is over what was picked, without what another window has charged meanwhile and shows no more', () => {
    expect(chosenOf([task(1, 'EUR'), task(3, 'EUR')], ['task-3', 'task-2'])).toEqual(['task-3'])
    expect(chosenOf([task(1, 'EUR')], [])).toEqual([])
  })
})

describe('ranges of days in Berlin', () => {
  const before = process.env['TZ']
  beforeAll(() => {
    process.env['TZ'] = 'Europe/Berlin'
  })
  afterAll(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })
  const sunday = Date.UTC(2026, 9, 25, 22, 30) // 23:30 in Berlin on the day the clocks went back

  const none = { first: '', last: '' }

  test('today is the date of the local day, of the machine or of a zone that is given', () => {
    const monday = Date.UTC(2026, 9, 25, 23, 30) // 00:30 in Berlin
    expect([toDate(sunday), toDate(monday)]).toEqual(['2026-10-25', '2026-10-26'])
    expect([toDate(sunday, 'Asia/Tokyo'), toDate(monday, 'Pacific/Honolulu')]).toEqual(['2026-10-26', '2026-10-25'])
    expect(toDate(Date.UTC(2026, 9, 25, 18, 20), 'Asia/Kathmandu')).toBe('2026-10-26')
  })
  test('a week goes from Monday to Sunday', () => {
    expect(choiceToDates('this-week', none, '2026-10-25')).toEqual({ first: '2026-10-19', last: '2026-10-25' })
    expect(choiceToDates('this-week', none, '2026-10-26')).toEqual({ first: '2026-10-26', last: '2026-11-01' })
    expect(choiceToDates('last-week', none, '2027-01-03')).toEqual({ first: '2026-12-21', last: '2026-12-27' })
  })
  test('months follow the calendar, over the turn of the year too', () => {
    expect(choiceToDates('last-month', none, '2027-01-15')).toEqual({ first: '2026-12-01', last: '2026-12-31' })
    expect(choiceToDates('this-month', none, '2028-02-29')).toEqual({ first: '2028-02-01', last: '2028-02-29' })
    expect(choiceToDates('last-month', none, '2026-03-31')).toEqual({ first: '2026-02-01', last: '2026-02-28' })
  })
  test('own dates include both days, and make no range in the wrong order or half typed', () => {
    const day = { first: '2026-10-25', last: '2026-10-25' }
    expect(choiceToDates('custom', day, '2026-11-01')).toEqual(day)
    expect(choiceToDates('custom', { first: '2026-10-26', last: '2026-10-25' }, '2026-11-01')).toBeUndefined()
    expect(choiceToDates('custom', { first: '', last: '2026-10-25' }, '2026-11-01')).toBeUndefined()
  })
})

/** A window with a history and an address bar, and nothing else. */
function fakeBrowser(hash = ''): { window: Window; left(): boolean } {
  const entries: { hash: string; state: unknown }[] = [{ hash, state: null }]
  let at = 0
  let left = false
  const listeners = new Set<() => void>()
  const fake = {
    location: {
      get hash() {
        return entries[at]?.hash ?? ''
      },
    },
    history: {
      get state() {
        return entries[at]?.state ?? null
      },
      pushState: (state: unknown, _title: string, hash: string) => {
        entries.splice(at + 1)
        entries.push({ hash, state })
        at += 1
      },
      replaceState: (state: unknown) => {
        entries[at] = { hash: entries[at]?.hash ?? '', state }
      },
      back: () => {
        if (at === 0) left = true
        else at -= 1
        for (const listener of listeners) listener()
      },
    },
    setTimeout,
    clearTimeout,
    addEventListener: (_name: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_name: string, listener: () => void) => void listeners.delete(listener),
  }
  // Only what navigation uses of a window.
  return { window: fake as unknown as Window, left: () => left }
}
