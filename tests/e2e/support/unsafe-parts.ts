import type { Page } from '@playwright/test'
import { proseElements } from '../../support/content/prose-elements.ts'

/** What stands in the window that no text from outside may bring into it, each as its outermost tag. */
export function unsafeParts(page: Page): Promise<string[]> {
  return page.evaluate((allowed) => {
    const found = new Set<string>()
    const tagOf = (element: Element): string => element.outerHTML.slice(0, 200)
    const never =
      'iframe, frame, object, embed, base, applet, meta[http-equiv], body script, body style, body link, form'
    for (const element of document.querySelectorAll(never)) found.add(tagOf(element))
    for (const element of document.body.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        const isAddress = /^(href|src|xlink:href|action|formaction|srcset|poster|data|background)$/.test(name)
        const isOurs = /^(#|\.\/|blob:)/.test(value) || URL.parse(value, location.href)?.host === location.host
        if (name.startsWith('on') || name === 'srcdoc' || (isAddress && !isOurs)) found.add(tagOf(element))
      }
    }
    for (const element of document.querySelectorAll('[class*="_prose_"] *')) {
      if (element.closest('.katex') !== null) continue
      if (!allowed.includes(element.tagName.toLowerCase())) found.add(tagOf(element))
    }
    return [...found]
  }, proseElements)
}
