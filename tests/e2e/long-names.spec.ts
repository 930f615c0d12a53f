import { expect, type Page } from '@playwright/test'
import { test } from './support/test.ts'
import { connect, go, openTask } from './support/walk.ts'

const long =
  'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrikantengattinnenhutnadelverkäuferverbandsvorsitzende'
const task = {
  kind: 'answer',
  title: `When? ${long}`,
  occupation: { code: '11-9013.00', title: 'Farmers' },
  brief: 'A neighbour asks.',
  persona: { occupation: long, place: long },
  materials: [{ kind: 'text', key: 'soil', title: long, text: long }],
  fields: [
    { kind: 'markdown', key: 'answer', label: long, help: long, minWords: 3 },
    {
      kind: 'choice',
      key: 'crop',
      label: long,
      options: [
        { value: 'wheat', label: long },
        { value: 'rye', label: 'Rye' },
      ],
    },
  ],
}

/** As `writeErrorToText` has it. */
const fullWords =
  'Not saved yet: The disk is full. Your last words are kept in this window and will be saved as soon as there is room.'

test('a name without a space stays in its place on every screen', async ({ hub, desk }) => {
  const { page } = desk
  await hub.importTasks('Names', [task])
  await connect(page, hub)
  await openTask(page, task.title)
  expect(await beyond(page), 'on offer').toEqual([])
  await page.getByRole('button', { name: 'Take this task' }).click()
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(page.getByRole('region', { name: 'Before you send' })).toBeVisible()
  expect(await beyond(page), 'while it is written').toEqual([])
  await expect(page.getByRole('heading', { name: task.title })).toHaveAttribute('title', task.title)
  for (const width of [1280, 640]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await cutOffWhenFull(page), `why nothing is saved, at ${width}`).toBe(0)
  }
  expect(await beyond(page), 'in a narrow window').toEqual([])
  await go(page, 'Time')
  await expect(page.getByText('What happened')).toBeVisible()
  expect(await beyond(page), 'in a day').toEqual([])
  // A small window at 200 %: the clock stands over none of the places, and the list can be reached.
  await page.setViewportSize({ width: 400, height: 300 })
  expect(await isOverPlaces(page), 'the clock is over a place').toBe(false)
  await go(page, 'Inbox')
  await page.getByRole('grid', { name: 'Tasks' }).getByText(task.title).click()
  await expect(page.getByRole('heading', { name: task.title })).toBeVisible()
})

function isOverPlaces(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const places = document.querySelector('nav')?.getBoundingClientRect() ?? new DOMRect()
    return [...document.querySelectorAll('[data-part="navigation"] fieldset > *')].some((part) => {
      const { left, top, width } = part.getBoundingClientRect()
      return width > 2 && left < places.right && top < places.bottom
    })
  })
}

/** Where the name goes beyond the block it stands in; what is cut off with dots does not count. */
function beyond(page: Page): Promise<string[]> {
  return page.evaluate((name) => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      let block = node.parentElement
      while (block !== null && getComputedStyle(block).display === 'inline') block = block.parentElement
      if (block === null || !node.textContent?.includes(name)) continue
      if (!block.checkVisibility() || getComputedStyle(block).textOverflow === 'ellipsis') continue
      // What is only heard stands in a place of one pixel.
      if (block.clientWidth < 2 || getComputedStyle(block).clipPath !== 'none') continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const { right, width } = range.getBoundingClientRect()
      const place = block.closest('section, main, [role="presentation"]') ?? document.body
      const edge = Math.min(block.getBoundingClientRect().right, place.getBoundingClientRect().right)
      if (width > 1 && right > edge + 1) found.push(`${block.outerHTML.slice(0, 200)}: ${right} > ${edge}`)
    }
    return found
  }, long)
}

/** How much is cut off of what is said where the disk is full, in pixels. */
function cutOffWhenFull(page: Page): Promise<number> {
  return page.locator('span[data-kind="saved"]').evaluate((place, text) => {
    const before = place.textContent
    place.dataset['kind'] = 'waiting'
    place.textContent = text
    const cut = place.scrollWidth - place.clientWidth
    place.dataset['kind'] = 'saved'
    place.textContent = before
    return cut
  }, fullWords)
}
