import { expect, type Locator, type Page } from '@playwright/test'
import { showTheme } from './support/axe.ts'
import { planTask, test } from './support/test.ts'
import { connect, go, openTask, untilSaved } from './support/walk.ts'

/** Where things stand: measured, as nobody looks at every screen in every size. */

const title = 'خطة لمزرعة مختلطة في وادي النيل: القمح والبرسيم والأبقار، للموسم القادم كله'
const part = 'Prompt, as to a colleague'
const task = { ...planTask, title, fields: [{ kind: 'text', key: 'prompt', label: part }, ...planTask.fields] }

test('names begin in sight, nothing is over its neighbour, and nothing jumps', async ({ hub, desk }) => {
  const { page } = desk
  await hub.importTasks('Spring', [task])
  await connect(page, hub)
  const row = page.getByRole('grid', { name: 'Tasks' }).getByText(title)
  await expect(row).toBeVisible()

  await test.step('a name that is written from the right is cut at its end', async () => {
    await page.setViewportSize({ width: 640, height: 600 })
    expect.soft(await beginsInSight(row), 'in the inbox').toBe(true)
    await row.click()
    await page.getByRole('button', { name: 'Take this task' }).click()
    const heading = page.getByRole('heading', { name: title })
    await expect(page.getByRole('button', { name: /^Send/ })).toBeVisible()
    expect.soft(await beginsInSight(heading), 'in the task').toBe(true)
  })

  await test.step('a message stands in one line with the foot of the window', async () => {
    await page.setViewportSize({ width: 1920, height: 1200 })
    const message = await page.getByRole('region', { name: 'What just happened' }).boundingBox()
    const foot = await page.getByRole('status', { name: 'Connection' }).boundingBox()
    expect.soft(message?.x, 'the message').toBe(foot?.x)
  })

  await test.step('what there is to say in a menu is read as well as what there is to do', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    const step = page.getByRole('navigation', { name: 'Parts of the work' }).getByText(part)
    expect.soft(await step.evaluate((name) => name.scrollWidth - name.clientWidth), 'cut off of a part').toBe(0)
    await page.getByRole('button', { name: 'Outline' }).click()
    await expect.soft(page.getByRole('menuitem', { name: /^No headings yet/ })).toHaveCSS('opacity', '1')
    await page.keyboard.press('Escape')
  })

  await test.step('the days of the week have room beside each other, also at 200 %', async () => {
    await page.getByRole('textbox', { name: part }).click()
    await page.keyboard.type('Write the plan.')
    await untilSaved(page)
    await page.setViewportSize({ width: 512, height: 800 })
    await go(page, 'Time')
    const week = page.getByRole('figure', { name: /^Working time by day/ })
    const days = week.locator('text').filter({ hasText: /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/ })
    await expect(days).toHaveCount(7)
    expect.soft(await overlapping(days), 'days over each other').toEqual([])
  })

  await test.step('the drawings come with the rest of the screen', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await go(page, 'Inbox')
    await expect(row).toBeVisible()
    expect.soft(await placesOfTime(page), 'places of the headings, frame by frame').toHaveLength(1)
  })

  await test.step('what a glove presses is as wide as it is high', async () => {
    await showTheme(page, 'sunlight')
    for (const name of ['The day before', 'The day after']) {
      const box = await page.getByRole('button', { name }).boundingBox()
      expect.soft(box?.width, name).toBeGreaterThanOrEqual(44)
      expect.soft(box?.height, name).toBeGreaterThanOrEqual(44)
    }
    await showTheme(page, 'light')
  })
})

test('in a window as narrow as a phone, or at 400 %, nothing is out of reach', async ({ hub, desk }) => {
  const { page } = desk
  const name = 'Barley on the hill'
  const label = 'What you would do about it in the three days before the rain comes'
  const asked = { kind: 'markdown', label, minWords: 150, maxWords: 1600 }
  const long = [asked, { ...asked, required: false }].map((field, at) => ({ ...field, key: `do${at}` }))
  await hub.importTasks('Spring', [
    { ...planTask, title: name, fields: [{ kind: 'text', key: 'plan', label: part }] },
    { ...planTask, title: 'Before the rain', fields: long },
  ])
  await connect(page, hub)
  await openTask(page, name)
  await page.getByRole('button', { name: 'Take this task' }).click()
  await page.getByRole('textbox', { name: part }).fill('Sow in March.')
  await untilSaved(page)
  const due = page.getByRole('button', { name: /^Due / })
  const saved = page.getByText(/^Saved( on this computer)?$/).and(page.locator('[data-kind="saved"]'))
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 800 })
    for (const fact of [due, saved]) {
      expect.soft(await beginsWhole(fact), `${String(fact)} at ${width}`).toBe(true)
    }
  }
  await page.getByRole('link', { name: 'Back to the inbox' }).focus()
  await page.keyboard.press('Tab')
  await expect(due).toBeFocused()
  expect.soft((await due.boundingBox())?.width, 'the day it is due, where the focus is on it').toBeGreaterThan(80)
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(page.getByText(/^The hub has it, receipt/)).toBeVisible()
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await go(page, 'Inbox')
    await page.getByRole('radio', { name: /^All/ }).check({ force: true })
    const known = page.getByRole('grid', { name: 'Tasks' }).getByText(name)
    await expect(known).toBeVisible()
    expect.soft(await outOfReach(page), `Inbox at ${width}`).toEqual([])
    expect.soft((await known.boundingBox())?.width, `its name in the inbox at ${width}`).toBeGreaterThan(120)

    await go(page, 'Sync')
    await expect(page.getByRole('heading', { level: 1, name: 'Sync' })).toBeVisible()
    const submission = page.getByRole('table').getByText(name)
    await expect(submission).toBeVisible()
    expect.soft(await outOfReach(page), `Sync at ${width}`).toEqual([])
    expect.soft((await submission.boundingBox())?.width, `its name at ${width}`).toBeGreaterThan(80)

    await page.getByRole('link', { name: 'Compare with what the hub has signed for' }).click()
    const mine = page.getByRole('grid', { name: 'Submissions, here and at the hub' }).getByText(name)
    await expect(mine).toBeVisible()
    expect.soft(await outOfReach(page), `the comparison at ${width}`).toEqual([])
    expect.soft((await mine.boundingBox())?.width, `its name in the comparison at ${width}`).toBeGreaterThan(80)

    await go(page, 'Earnings')
    await expect(page.getByRole('table').getByRole('link', { name })).toBeVisible()
    expect.soft(await outOfReach(page), `Earnings at ${width}`).toEqual([])

    await go(page, 'Time')
    const tables = page.getByRole('button', { name: 'As a table' })
    await expect(tables).toHaveCount(3)
    const names = await tables.evaluateAll((buttons) => buttons.map(({ textContent }) => textContent))
    expect.soft(new Set(names).size, 'tables are told from each other by who listens').toBe(3)
    for (const table of await tables.all()) await table.click()
    await expect(page.getByRole('table')).toHaveCount(4)
    expect.soft(await outOfReach(page), `Time at ${width}`).toEqual([])
  }

  await page.setViewportSize({ width: 1280, height: 800 })
  await openTask(page, 'Before the rain')
  await page.getByRole('button', { name: 'Take this task' }).click()
  for (const width of [320, 390, 640, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await expect(page.getByText('0 words of 150 to 1,600')).toHaveCount(2)
    expect.soft(await covered(page.getByRole('heading', { name: label })), `names at ${width}`).toEqual([])
  }
})

/** Whether the first words of it are seen to their end, none behind its edge. */
function beginsWhole(fact: Locator): Promise<boolean> {
  return fact.evaluate((element) => {
    const box = element.getBoundingClientRect()
    const range = document.createRange()
    range.selectNodeContents(document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() ?? element)
    return [...range.getClientRects()].every(
      ({ left, right, top, bottom }) =>
        left >= box.left - 1 && right <= box.right + 1 && top >= box.top - 1 && bottom <= box.bottom + 1,
    )
  })
}

/** Words of the same part of the work that stand on a name, letter by letter. */
function covered(names: Locator): Promise<string[]> {
  return names.evaluateAll((all) => {
    const boxes = (text: Node): DOMRect[] => {
      const range = document.createRange()
      range.selectNodeContents(text)
      return [...range.getClientRects()]
    }
    const isOn = (one: DOMRect, other: DOMRect): boolean =>
      one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
    return all.flatMap((name) => {
      const lines = boxes(name)
      const others = [...(name.parentElement?.querySelectorAll('span, button') ?? [])]
      return others
        .filter((other) => boxes(other).some((box) => lines.some((line) => isOn(line, box))))
        .map(({ textContent }) => textContent)
    })
  })
}

/** Cells of tables that stand beyond the window, with nothing around them that can be scrolled to them. */
function outOfReach(page: Page): Promise<string[]> {
  return page.locator('main :is(th, td)').evaluateAll((cells) => {
    const isCutOff = (cell: Element): boolean => {
      const { left, right } = cell.getBoundingClientRect()
      if (right - left < 2 || right <= window.innerWidth + 1) return false
      for (let around = cell.parentElement; around !== null; around = around.parentElement) {
        if (getComputedStyle(around).overflowX === 'auto') return false
      }
      return true
    }
    return cells.filter(isCutOff).map(({ textContent }) => textContent)
  })
}

/** Whether the first letter of a text is within the box that cuts it off. */
function beginsInSight(text: Locator): Promise<boolean> {
  return text.evaluate((box) => {
    const range = document.createRange()
    range.setStart(box.firstChild ?? box, 0)
    range.setEnd(box.firstChild ?? box, 1)
    const first = range.getBoundingClientRect()
    const { left, right } = box.getBoundingClientRect()
    return first.left >= left - 1 && first.right <= right + 1
  })
}

/** Words that stand over those before them. */
async function overlapping(texts: Locator): Promise<string[]> {
  const boxes = await texts.evaluateAll((all) =>
    all.map((text) => ({ words: text.textContent, ...text.getBoundingClientRect().toJSON() })),
  )
  return boxes.flatMap(({ words, left }, at) => (at > 0 && left < boxes[at - 1].right ? [words] : []))
}

/** Goes to the Time screen, and tells where its headings stood until they kept still for some frames. */
function placesOfTime(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    document.querySelector<HTMLElement>('a[href="#/time"]')?.click()
    const seen: string[] = []
    for (let still = 0; still < 20; ) {
      await new Promise(requestAnimationFrame)
      const headings = [...document.querySelectorAll('main h2')]
      const last = headings.findIndex(({ textContent }) => textContent === 'Where the time stands')
      if (last < 0) continue
      const now = headings
        .slice(0, last + 1)
        .map((heading) => Math.round(heading.getBoundingClientRect().top))
        .join(' ')
      if (seen.at(-1) === now) still += 1
      else seen.push(now)
    }
    return seen
  })
}
