import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export const themes = ['light', 'dark', 'night', 'sunlight'] as const

/** WCAG 2.2 at AA, and what else is known to be good. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Puts the page into a theme as the settings do, without asking the core. */
export async function showTheme(page: Page, theme: (typeof themes)[number]): Promise<void> {
  await page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name
  }, theme)
}

/**
 * Holds what is shown against axe-core's rules in every theme: all of them in the first, and in the others what depends
 * on looks.
 */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const found: string[] = []
  // Colours that are still on their way into a theme are of none.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const theme of themes) {
    await showTheme(page, theme)
    // It is there from the first theme on.
    const builder = new AxeBuilder(theme === themes[0] ? { page } : { page, axeSource: ';' })
    // One page without frames: the older way of running needs no second page.
    builder.setLegacyMode(true)
    // Not what passes as well, node by node.
    builder.options({ resultTypes: ['violations'] })
    if (theme === themes[0]) builder.withTags(tags)
    else builder.withRules(['color-contrast', 'target-size', 'link-in-text-block'])
    const { violations } = await builder.analyze()
    for (const { id, help, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        found.push(`${name}, ${theme}: ${id} (${help}) at ${target.join(' ')}: ${failureSummary ?? ''}`)
      }
    }
  }
  await showTheme(page, 'light')
  expect.soft(found, `what axe-core finds in ${name}`).toEqual([])
}
