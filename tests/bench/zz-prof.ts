import { writeFileSync } from 'node:fs'
import { openDesk } from '../e2e/support/shells.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { writeDrafts } from './typing/desk-drafts.ts'
import { markdownOf } from './typing/texts.ts'
const say = console.log
const texts = { '1kb': markdownOf('1kb', say), '100kb': markdownOf('100kb', say), '1mb': markdownOf('1mb', say) }
const folder = makeTempFolder('prof')
const hashes = await writeDrafts(folder, texts)
const desk = await openDesk('browser', { dataFolder: folder })
const { origin } = new URL(desk.page.url())
const size = (process.argv[2] ?? '1kb') as '1kb'
let page = desk.page
if (process.argv[3] === 'bare') {
  const { serveBarePages } = await import('./typing/bare-pages.ts')
  const bare = await serveBarePages()
  page = await (
    await desk.page
      .context()
      .browser()!
      .newContext({ viewport: { width: 1280, height: 800 } })
  ).newPage()
  await page.goto(bare.address('codemirror', texts[size]))
} else {
  await page.goto(`${origin}/${hashes[size]}`)
  await page.reload()
}
await page.waitForFunction(() => document.activeElement?.classList.contains('cm-content') === true)
const cdp = await page.context().newCDPSession(page)
const type = async (n: number) => {
  for (let i = 0; i < n; i++) {
    await page.keyboard.press(i % 8 === 7 ? 'Space' : 'm')
    await new Promise((r) => setTimeout(r, i % 8 === 7 ? 450 : 100))
  }
}
await type(32)
say(
  await page.evaluate(() => [
    document.title,
    document.hasFocus(),
    document.activeElement?.className,
    document.body.innerText.slice(-300),
  ]),
)
const metric = async () =>
  Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]))
await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
const a = await metric()
await type(48)
const b = await metric()
for (const k of [
  'TaskDuration',
  'ScriptDuration',
  'LayoutDuration',
  'RecalcStyleDuration',
  'V8CompileDuration',
  'DevToolsCommandDuration',
  'TaskOtherDuration',
])
  say(k, ((((b[k] ?? 0) - (a[k] ?? 0)) * 1000) / 48).toFixed(2), 'ms/key')
for (const k of ['LayoutCount', 'RecalcStyleCount']) say(k, (((b[k] ?? 0) - (a[k] ?? 0)) / 48).toFixed(2), '/key')
await cdp.send('Profiler.enable')
await cdp.send('Profiler.setSamplingInterval', { interval: 200 })
await cdp.send('Profiler.start')
await type(48)
const { profile } = await cdp.send('Profiler.stop')
writeFileSync('/tmp/prof/p.cpuprofile', JSON.stringify(profile))
await page.screenshot({ path: '/tmp/prof/desk.png' })
// trace
const events: any[] = []
const bcdp = await desk.page.context().browser()!.newBrowserCDPSession()
bcdp.on('Tracing.dataCollected', ({ value }: any) => events.push(...value))
await bcdp.send('Tracing.start', {
  traceConfig: {
    includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink', 'cc', 'toplevel'],
  },
} as any)
await type(32)
const done = new Promise((r) => bcdp.once('Tracing.tracingComplete', r))
await bcdp.send('Tracing.end')
await done
writeFileSync('/tmp/prof/trace.json', JSON.stringify(events))
await desk.quit()
removeTempFolders()
process.exit(0)
