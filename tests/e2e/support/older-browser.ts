import type { BrowserContext } from '@playwright/test'

/**
 * Takes away in each page what browsers did not all have two years ago, the oldest that `index.html` names: whatever is used
 * of it, by us or by a library, fails here as it would there. Workers keep it.
 */
export async function beOlder(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const since: readonly [object, readonly string[]][] = [
      [
        globalThis,
        ['Iterator', 'Float16Array', 'Highlight', 'navigation', 'requestIdleCallback', 'URLPattern', 'scheduler'],
      ],
      [
        Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object,
        ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find'],
      ],
      [Map.prototype, ['getOrInsert', 'getOrInsertComputed']],
      [WeakMap.prototype, ['getOrInsert', 'getOrInsertComputed']],
      [Math, ['sumPrecise', 'f16round']],
      [Promise, ['try']],
      [RegExp, ['escape']],
      [Error, ['isError']],
      [JSON, ['rawJSON', 'isRawJSON']],
      [Intl, ['DurationFormat']],
      [Uint8Array, ['fromBase64', 'fromHex']],
      [Uint8Array.prototype, ['toBase64', 'toHex', 'setFromBase64', 'setFromHex']],
      [Element.prototype, ['moveBefore', 'setHTML']],
      [Document.prototype, ['startViewTransition']],
    ]
    for (const [owner, names] of since) for (const name of names) Reflect.deleteProperty(owner, name)
  })
}
