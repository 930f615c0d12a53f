import { expect, type Page } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { test } from './support/test.ts'
import { connect, untilSaved } from './support/walk.ts'

/** What the desk knows of how a text was written: played again, counted, and one's own notes that are never sent. */

const title = 'How the farm was planned'
const task = {
  kind: 'answer',
  title,
  occupation: { code: '11-9013.00', title: 'Farmers' },
  estimateMs: 600_000,
  brief: 'Write the plan.',
  fields: [{ kind: 'markdown', key: 'plan', label: 'The plan', minWords: 2 }],
}
const typed = 'Rye after clover.'
const pasted = ' Lime in autumn, as the label says.'

const editor = (page: Page) => page.locator('[data-field] .cm-content').first()
const notes = (page: Page) => page.getByRole('region', { name: 'Private notes' })

async function openFromMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Draft', exact: true }).press('Enter')
  await page.getByRole('menuitem', { name: item }).press('Enter')
}

test('writing is played again, its figures go only when they are attached, and notes stay here', async ({
  hub,
  desk,
}) => {
  const { page } = desk
  const { keyboard } = page
  await hub.importTasks('Written', [task])
  await connect(page, hub)
  await page.getByRole('grid', { name: 'Tasks' }).getByText(title).click()
  await page.getByRole('button', { name: 'Take this task' }).click()
  await editor(page).focus()
  await keyboard.type(typed)
  await editor(page).evaluate((element, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, pasted)
  await untilSaved(page)

  await test.step('played from its first word to the last, as it was written', async () => {
    await keyboard.press('Alt+h')
    const versions = page.getByRole('dialog', { name: 'Versions' })
    const slider = versions.getByRole('slider', { name: 'Version' })
    await slider.focus()
    await keyboard.press('Home')
    await expect(versions.getByText('before the first word')).toBeVisible()
    await expect(versions.locator('.cm-content')).not.toContainText('Rye')
    await versions.getByRole('button', { name: 'Play' }).press('Enter')
    await expect(versions.locator('.cm-content')).toContainText(typed + pasted)
    await expect(versions.getByRole('button', { name: 'Play' })).toBeVisible()
    await keyboard.press('Escape')
    await expect(versions).toBeHidden()
  })

  await test.step('counted by how it came, and shown as it would be sent', async () => {
    await openFromMenu(page, 'How this was written')
    const dialog = page.getByRole('dialog', { name: 'How this was written' })
    const shares = dialog.getByRole('figure', { name: 'How the characters came, by part' })
    await expect(shares.getByText(`Typed ${typed.length}`)).toBeVisible()
    await expect(shares.getByText(`Pasted from elsewhere ${pasted.length}`)).toBeVisible()
    await pictures(page, 'written')
    await dialog.getByRole('button', { name: /Exactly what would be sent/ }).press('Enter')
    await expect(dialog.locator('pre')).toContainText('"plan"')
    await expect(dialog.locator('pre')).not.toContainText('Rye')
    await dialog.getByRole('switch', { name: 'Attach to what I send' }).press('Space')
    await expect(dialog.getByRole('switch', { name: 'Attach to what I send' })).toBeChecked()
    await keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await test.step('notes are kept beside the work, and Escape goes back to it', async () => {
    await keyboard.press('Alt+n')
    await expect(notes(page).locator('.cm-content')).toBeFocused()
    await keyboard.type('Ask the neighbour about the ditch.')
    await untilSaved(page)
    await keyboard.press('Escape')
    await expect(notes(page)).toBeHidden()
    await expect(editor(page)).toBeFocused()
    await page.reload()
    await expect(editor(page)).toContainText(typed)
    await openFromMenu(page, 'Private notes')
    await expect(notes(page).locator('.cm-content')).toContainText('Ask the neighbour about the ditch.')
    await pictures(page, 'notes')
  })

  await test.step('what is sent holds the figures and not the notes', async () => {
    await editor(page).focus()
    await keyboard.press('ControlOrMeta+Enter')
    await expect.poll(() => hub.run('submission', 'list')).toContain(title)
    const exported = await hub.run('submission', 'export')
    expect(JSON.parse(exported)).toMatchObject({
      submission: {
        values: { plan: typed + pasted },
        authorship: { fields: { plan: { typed: typed.length, pasted: { outside: pasted.length } } } },
      },
    })
    expect(exported).not.toContain('ditch')
  })

  await test.step('what one cannot do after all is given back, and what was written stays', async () => {
    await hub.importTasks('Another', [{ ...task, title: 'The orchard' }])
    await keyboard.press('Alt+1')
    await page.getByRole('grid', { name: 'Tasks' }).getByText('The orchard').click()
    await page.getByRole('button', { name: 'Take this task' }).click()
    await editor(page).focus()
    await keyboard.type('Apples.')
    await openFromMenu(page, 'Give this task back')
    const dialog = page.getByRole('dialog', { name: 'Give this task back' })
    await dialog.getByRole('textbox').fill('I have no trees.')
    await dialog.getByRole('button', { name: 'Give it back' }).press('Enter')
    await expect(page.getByText('Given back. It goes to somebody else.')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  })
})
