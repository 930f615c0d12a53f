import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  SearchQuery,
  selectMatches,
  setSearchQuery,
} from '@codemirror/search'
import type { EditorView, Panel, ViewUpdate } from '@codemirror/view'
import { wholeNumber } from '../format/amounts.ts'
import { isComposing } from '../ui/is-composing.ts'
import { keyName } from '../ui/use-shortcuts.ts'
import styles from './text-editor.module.css'

/** So many places are counted; more are said to be more. */
const COUNTED = 1_000
/** Counting reads the whole text, so it waits for a pause. */
const COUNT_AFTER_MS = 200

/** Find and replace, above the text it is about. */
export function findPanel(view: EditorView): Panel {
  const find = input('Find', 'search')
  find.setAttribute('main-field', 'true')
  const replace = input('Replace with', 'replace')
  const isExact = checkbox('Match case')
  const isWhole = checkbox('Whole words')
  const places = document.createElement('output')
  places.className = styles['findCount'] ?? ''
  places.setAttribute('aria-live', 'polite')
  let timer: number | undefined

  function commit(): void {
    const query = new SearchQuery({
      search: find.value,
      replace: replace.value,
      caseSensitive: isExact.box.checked,
      wholeWord: isWhole.box.checked,
      literal: true,
    })
    if (!query.eq(getSearchQuery(view.state))) view.dispatch({ effects: setSearchQuery.of(query) })
  }

  function show(query: SearchQuery): void {
    if (find.value !== query.search) find.value = query.search
    if (replace.value !== query.replace) replace.value = query.replace
    isExact.box.checked = query.caseSensitive
    isWhole.box.checked = query.wholeWord
    countSoon()
  }

  function countSoon(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      places.textContent = placesInWords(view)
    }, COUNT_AFTER_MS)
  }

  const step = (run: (view: EditorView) => boolean) => (): void => {
    commit()
    run(view)
  }
  const finding = row(
    find,
    places,
    button('Next', step(findNext)),
    button('Back', step(findPrevious)),
    button('Select all', step(selectAll)),
    button('Close', () => closeSearchPanel(view)),
  )
  const choices = [isExact.label, isWhole.label]
  const replacing = view.state.readOnly
    ? row(...choices)
    : row(replace, button('Replace', step(replaceNext)), button('Replace all', step(replaceAll)), ...choices)
  const dom = document.createElement('div')
  dom.className = styles['find'] ?? ''
  dom.setAttribute('role', 'search')
  dom.setAttribute('aria-label', 'Find in this text')
  dom.append(finding, replacing)
  dom.addEventListener('input', commit)
  dom.addEventListener('change', commit)
  dom.addEventListener('keydown', (event) => {
    if (isComposing(event)) return
    const action = keyAction(event)
    if (action === undefined) return
    event.preventDefault()
    event.stopPropagation()
    commit()
    action(view)
  })

  function keyAction(event: KeyboardEvent): ((view: EditorView) => boolean) | undefined {
    if (event.key === 'Escape') return closeSearchPanel
    const name = keyName(event)
    if (name === 'F3' || name === 'Mod+G') return event.shiftKey ? findPrevious : findNext
    if (name === 'Mod+F') return selectFind
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return undefined
    if (event.target === find) return event.shiftKey ? findPrevious : findNext
    return event.target === replace ? replaceNext : undefined
  }

  function selectFind(): boolean {
    find.focus()
    find.select()
    return true
  }

  return {
    dom,
    top: true,
    mount: () => {
      show(getSearchQuery(view.state))
      selectFind()
    },
    update: (update: ViewUpdate) => {
      const query = update.transactions.flatMap(({ effects }) => effects).findLast((one) => one.is(setSearchQuery))
      if (query?.is(setSearchQuery) === true) show(query.value)
      else if (update.docChanged || update.selectionSet) countSoon()
    },
    destroy: () => window.clearTimeout(timer),
  }
}

/** Selects every place, and gives the text the focus, so that one writes in all of them. */
function selectAll(view: EditorView): boolean {
  const isSelected = selectMatches(view)
  if (isSelected) view.focus()
  return isSelected
}

/** Such as `2 of 12 places`. */
function placesInWords(view: EditorView): string {
  const query = getSearchQuery(view.state)
  if (!query.valid) return ''
  const { from, to } = view.state.selection.main
  let all = 0
  let at = 0
  const cursor = query.getCursor(view.state)
  for (let next = cursor.next(); next.done !== true && all < COUNTED; next = cursor.next()) {
    all += 1
    if (next.value.from === from && next.value.to === to) at = all
  }
  if (all === 0) return 'Not found'
  const many =
    all === COUNTED ? `${wholeNumber(COUNTED)} or more places` : all === 1 ? '1 place' : `${wholeNumber(all)} places`
  return at === 0 ? many : `${wholeNumber(at)} of ${many}`
}

function input(label: string, name: string): HTMLInputElement {
  const element = document.createElement('input')
  element.type = 'text'
  element.name = name
  element.autocomplete = 'off'
  element.placeholder = label
  element.setAttribute('aria-label', label)
  element.className = styles['findInput'] ?? ''
  return element
}

function button(text: string, run: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = text
  element.className = styles['findButton'] ?? ''
  element.addEventListener('click', run)
  return element
}

function checkbox(text: string): { readonly box: HTMLInputElement; readonly label: HTMLLabelElement } {
  const box = document.createElement('input')
  box.type = 'checkbox'
  const label = document.createElement('label')
  label.className = styles['findChoice'] ?? ''
  label.append(box, text)
  return { box, label }
}

function row(...parts: readonly HTMLElement[]): HTMLElement {
  const element = document.createElement('div')
  element.className = styles['findRow'] ?? ''
  element.append(...parts)
  return element
}
