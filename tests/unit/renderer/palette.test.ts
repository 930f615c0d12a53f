import { describe, expect, test, vi } from 'vitest'
import { planPalette } from '../../../src/renderer/features/frame/plan-palette.ts'
import { type Action, actionsToShortcuts, createActions, EVERYWHERE } from '../../../src/renderer/state/actions.ts'

const nothing = (): void => undefined
const action = (id: string, name: string, more: Partial<Action> = {}): Action => ({ id, name, run: nothing, ...more })

describe('what can be done now', () => {
  test('parts of the window add theirs and take them away; what is there everywhere stands last', () => {
    const actions = createActions()
    actions.add(() => ({ title: EVERYWHERE, actions: [action('inbox', 'Go to Inbox')] }))
    const away = actions.add(() => ({ title: 'This task', actions: [action('send', 'Send')] }))
    actions.add(() => ({ title: 'This task', actions: [action('terms', 'Show the terms')] }))
    const names = () => actions.all().map(({ title, actions: all }) => [title, ...all.map(({ name }) => name)])
    expect(names()).toEqual([
      ['This task', 'Send', 'Show the terms'],
      [EVERYWHERE, 'Go to Inbox'],
    ])
    away()
    expect(names()[0]).toEqual(['This task', 'Show the terms'])
  })

  test('it is asked each time, so that it is what can be done now', () => {
    const actions = createActions()
    let isRunning = false
    actions.add(() => ({ title: 'Clock', actions: [action('clock', isRunning ? 'Pause' : 'Start')] }))
    expect(actions.all()[0]?.actions[0]?.name).toBe('Start')
    isRunning = true
    expect(actions.all()[0]?.actions[0]?.name).toBe('Pause')
  })

  test('keys run the same as the palette does, and what is only told has no key here', () => {
    const run = vi.fn<() => void>()
    const shortcuts = actionsToShortcuts([
      action('a', 'A', { shortcut: 'Alt+A', run }),
      { id: 'b', name: 'B', shortcut: '↑' },
    ])
    expect(Object.keys(shortcuts)).toEqual(['Alt+A'])
    shortcuts['Alt+A']?.()
    expect(run).toHaveBeenCalledOnce()
  })
})

describe('the palette', () => {
  const lists = [
    { title: 'This task', actions: [action('send', 'Send'), action('up', 'Line above', { shortcut: '↑' })] },
    {
      title: EVERYWHERE,
      actions: [action('sync', 'Go to Sync', { also: 'outbox' }), action('earn', 'Go to Earnings')],
    },
  ]
  const texts = (typed: string, tasks: Parameters<typeof planPalette>[2] = []) =>
    planPalette(lists, typed, tasks, nothing).map(({ text }) => text)

  test('shows everything while nothing is typed', () => {
    expect(texts('')).toEqual(['Send', 'Line above', 'Go to Sync', 'Go to Earnings'])
  })

  test('finds by other words, too, after what has them in its name', () => {
    expect(texts('outbox')).toEqual(['Go to Sync'])
    expect(texts('s')[0]).toBe('Send')
  })

  test('does not offer what is only a key', () => {
    const keys = [{ title: 'Keys', actions: [{ id: 'up', name: 'Row above', shortcut: '↑' }] }]
    expect(planPalette(keys, '', [], nothing)).toEqual([])
  })

  test('tasks stand among the actions by how well their title fits, and last where only their text does', () => {
    const tasks = [
      { id: '1', title: 'Earnings of a dairy', state: 'Offered' },
      { id: '2', title: 'Crop plan', state: 'Offered' },
    ]
    expect(texts('earn', tasks)).toEqual(['Earnings of a dairy', 'Go to Earnings', 'Crop plan'])
  })

  test('opens the task that was chosen', () => {
    const open = vi.fn<(id: string) => void>()
    planPalette([], 'crop', [{ id: '2', title: 'Crop plan', state: 'Offered' }], open)[0]?.run()
    expect(open).toHaveBeenCalledWith('2')
  })
})
