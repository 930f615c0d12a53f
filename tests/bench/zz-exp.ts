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
await page.goto(`${origin}/${hashes[size]}`)
await page.reload()
await page.waitForFunction(() => document.activeElement?.classList.contains('cm-content') === true)
const run = async (name: string, page: typeof desk.page) => {
  const cdp = await page.context().newCDPSession(page)
  const type = async (n: number) => {
    for (let i = 0; i < n; i++) {
      await page.keyboard.press(i % 8 === 7 ? 'Space' : 'm')
      await new Promise((r) => setTimeout(r, 90))
    }
  }
  const metric = async () =>
    Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]))
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await type(8)
  const N = 40
  const a = await metric()
  await type(N)
  const b = await metric()
  const d = (k: string) => ((((b[k] ?? 0) - (a[k] ?? 0)) * 1000) / N).toFixed(2)
  const c = (k: string) => (((b[k] ?? 0) - (a[k] ?? 0)) / N).toFixed(2)
  say(
    name.padEnd(30),
    'task',
    d('TaskDuration'),
    'script',
    d('ScriptDuration'),
    'layout',
    d('LayoutDuration'),
    c('LayoutCount'),
    'style',
    d('RecalcStyleDuration'),
    c('RecalcStyleCount'),
    'other',
    d('TaskOtherDuration'),
  )
  await cdp.detach()
}
const css = (text: string) =>
  page.evaluate((t) => {
    const s = new CSSStyleSheet()
    s.replaceSync(t)
    document.adoptedStyleSheets = [s]
  }, text)
const { serveBarePages } = await import('./typing/bare-pages.ts')
const bare = await serveBarePages()
const other = await (
  await desk.page
    .context()
    .browser()!
    .newContext({ viewport: { width: 1280, height: 800 } })
).newPage()
await other.goto(bare.address('codemirror', texts[size]))
await run('bare', other)
await run('ours', page)
const variants: Record<string, string> = {
  'inline-size': '[class*=pane]{container-type: inline-size!important}',
  'only cq units gone':
    '[class*=_sheet]{padding: 1rem 2rem 18rem!important} [class*=_page]{--editor-min-height: 10rem!important}',
  'inline + gone':
    '[class*=pane]{container-type: inline-size!important} [class*=_sheet]{padding: 1rem 2rem 18rem!important} [class*=_page]{--editor-min-height: 10rem!important}',
  normal:
    '[class*=pane]{container-type: normal!important} [class*=_sheet]{padding: 1rem 2rem 18rem!important} [class*=_page]{--editor-min-height: 10rem!important}',
}
for (const [name, text] of Object.entries(variants)) {
  await css(text)
  await run(name, page)
}
await css('')
await run('ours again', page)
await run('bare again', other)
await desk.quit()
await bare.stop()
removeTempFolders()
process.exit(0)
