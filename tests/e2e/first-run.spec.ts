import { expect, type Page } from '@playwright/test'
import { enrolledDesk } from '../support/hub/test-desk.ts'
import { startWebsite } from './support/between.ts'
import { pictures } from './support/pictures.ts'
import { codeIn, planTask, test } from './support/test.ts'

/** What a person meets who mistypes, comes late or is sent to the wrong place: each time what is the matter and what helps. */

const address = (page: Page) => page.getByRole('textbox', { name: 'Hub address' })
const code = (page: Page) => page.getByRole('textbox', { name: 'Code' })

async function connect(page: Page, where: string, secret: string): Promise<void> {
  await address(page).fill(where)
  await code(page).fill(secret)
  await page.getByRole('button', { name: 'Connect' }).click()
}

/** What the form says of a field, as a screen reader hears it. */
async function saysOf(field: ReturnType<typeof address>, text: string | RegExp): Promise<void> {
  await expect(field).toHaveAccessibleDescription(text)
  await expect(field).toBeFocused()
}

test('a wrong address or code is told apart from every other, with what helps', async ({ hub, desk }) => {
  const { page } = desk
  const good = hub.code
  await expect(page.getByRole('heading', { name: 'Welcome to Understudy' })).toBeVisible()

  await test.step('nothing at all, and what is no address', async () => {
    await page.getByRole('button', { name: 'Connect' }).click()
    await saysOf(address(page), /Write the address that the operator gave you/)
    await connect(page, 'my hub', good)
    await saysOf(address(page), /This is not an address. It looks like https:\/\/hub.example.org/)
    await connect(page, 'ftp://hub.example.org', good)
    await saysOf(address(page), /begins with https:\/\//)
    await connect(page, 'http://hub.example.org', good)
    await saysOf(address(page), /which others on the way can read. Use https/)
  })

  await test.step('an address where nothing is, or something else', async () => {
    const website = await startWebsite('<html><title>Hotel</title>Please sign in</html>')
    await connect(page, website.address, good)
    await saysOf(address(page), /not an Understudy hub. A hotel or airport login page can do this/)
    await website.stop()
    await connect(page, website.address, good)
    const alert = page.getByRole('alert')
    await expect(alert).toHaveText(
      'The computer at this address is there, but no hub runs on it at the moment. Check the address, or ask the operator.',
    )
    await connect(page, 'http://127.0.0.1:1/', good)
    await expect(alert).toHaveText(
      'Nothing answers at this address. Check the address and the network, then try again.',
    )
    await connect(page, 'https://no-such-hub.invalid', good)
    await expect(alert).toHaveText(/There is no hub of this name, or no network at the moment/)
    await pictures(page, 'first-run-unreachable')
  })

  await test.step('a code that is none, unknown, or over', async () => {
    await connect(page, hub.address, '1234')
    await saysOf(code(page), /four groups of four letters and digits/)
    await connect(page, hub.address, '0000-0000-0000-0000')
    await saysOf(code(page), /The hub does not know this code. Compare it with what the operator gave you/)
    const short = codeIn(await hub.run('expert', 'code', hub.expertId, '--valid-days', '0.00001'))
    const over = Date.now() + 1_000
    await expect.poll(() => Date.now() > over).toBe(true)
    await connect(page, hub.address, short)
    await saysOf(code(page), /This code has expired. Ask the operator for a new one/)
    await pictures(page, 'first-run-expired')
  })

  await test.step('a code that another device used', async () => {
    await enrolledDesk((request) => fetch(request), good, hub.address)
    await connect(page, hub.address, good)
    await saysOf(code(page), /used already, on another device. Ask the operator for a new one/)
  })

  await test.step('the right one, after all of that', async () => {
    await hub.importTasks('Spring', [planTask])
    const again = codeIn(await hub.run('expert', 'code', hub.expertId))
    await connect(page, hub.address, again.toLowerCase().replaceAll('-', ' '))
    await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  })

  await test.step('access that is withdrawn afterwards', async () => {
    await hub.run('expert', 'revoke', hub.expertId)
    await page.getByRole('link', { name: 'Sync' }).click()
    const hubs = page.getByRole('list', { name: 'Hubs' })
    await expect(hubs).toContainText('Signed out')
    await expect(hubs).toContainText(
      'The hub no longer knows this device. Ask the operator for a new code and sign in again; everything here is kept.',
    )
    await expect(hubs.getByRole('button', { name: 'Sign in again' })).toBeVisible()
  })

  await test.step('a browser that is too old is told so, and shown no empty window', async () => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(URL, 'parse')
      // That it says so on the console as well is right, and would count as a fault of this test.
      globalThis.addEventListener('error', (event) => event.preventDefault())
    })
    await page.reload()
    await expect(page.getByText('or use a newer browser')).toBeVisible({ timeout: 10_000 })
  })
})
