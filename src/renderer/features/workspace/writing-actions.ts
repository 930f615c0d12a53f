import { openSearchPanel } from '@codemirror/search'
import type { EditorView } from '@codemirror/view'
import type { Settings } from '../../../shared/contract/desk.ts'
import { foldSections, toggleSection, unfoldSections } from '../../editor/section-folding.ts'
import { type NamedText, snippetSpec } from '../../editor/snippets.ts'
import { toggleTasks } from '../../editor/task-boxes.ts'
import { writingSizes } from '../../state/settings.ts'
import type { Action } from '../../state/actions.ts'

/** What the actions need of the room they are done in. */
export type Room = {
  /** Does something in the text that was written in last; nothing where there is none to write in. */
  readonly inText: (run: (view: EditorView) => unknown) => void
  readonly settings: Settings
  readonly change: (change: Partial<Settings>) => void
  readonly isFull: boolean
  readonly setFull: (isFull: boolean) => void
  readonly openOutline: () => void
  readonly openWriting: () => void
  readonly quote: () => void
  readonly goToPassage: () => void
  readonly togglePreview: () => void
}

const NARROWEST = 45
const WIDEST = 110
const WIDTH_STEP = 5

/** Everything that can be done in the room, with its keys. */
export function writingActions(room: Room): Action[] {
  const { settings, change } = room
  const inText = (run: (view: EditorView) => unknown) => (): void => room.inText(run)
  const size = (step: 1 | -1) => (): void =>
    change({ textSize: Math.min(writingSizes.length - 1, Math.max(0, settings.textSize + step)) })
  const width = (step: number) => (): void =>
    change({ columnWidth: Math.min(WIDEST, Math.max(NARROWEST, settings.columnWidth + step)) })
  const focus = (kind: Settings['focus']) => (): void => change({ focus: settings.focus === kind ? 'off' : kind })
  return [
    {
      id: 'full',
      name: room.isFull ? 'Leave the full screen' : 'Write on the full screen',
      shortcut: 'Alt+F',
      run: () => room.setFull(!room.isFull),
    },
    {
      id: 'focus-paragraph',
      name: toggled('Focus on the paragraph', settings.focus === 'paragraph'),
      shortcut: 'Alt+D',
      run: focus('paragraph'),
    },
    {
      id: 'focus-sentence',
      name: toggled('Focus on the sentence', settings.focus === 'sentence'),
      shortcut: 'Alt+S',
      run: focus('sentence'),
    },
    {
      id: 'typewriter',
      name: toggled('Keep the line in the middle', settings.typewriter),
      shortcut: 'Alt+T',
      run: () => change({ typewriter: !settings.typewriter }),
    },
    { id: 'larger', name: 'Larger writing', shortcut: 'Alt+.', run: size(1) },
    { id: 'smaller', name: 'Smaller writing', shortcut: 'Alt+,', run: size(-1) },
    { id: 'wider', name: 'Wider column', run: width(WIDTH_STEP) },
    { id: 'narrower', name: 'Narrower column', run: width(-WIDTH_STEP) },
    { id: 'writing', name: 'How the room is', run: room.openWriting },
    { id: 'outline', name: 'Outline', shortcut: 'Alt+O', run: room.openOutline },
    { id: 'preview', name: 'Show the text as it will be read', shortcut: 'Alt+V', run: room.togglePreview },
    { id: 'quote', name: 'Quote what is selected', shortcut: 'Alt+Q', run: room.quote },
    { id: 'passage', name: 'Go to the passage that is quoted', shortcut: 'Alt+J', run: room.goToPassage },
    { id: 'find', name: 'Find and replace', shortcut: 'Mod+F', run: inText(openSearchPanel) },
    { id: 'task', name: 'Task: tick, or make one', shortcut: 'Alt+X', run: inText(toggleTasks) },
    { id: 'fold', name: 'Fold this section, or show it', shortcut: 'Alt+Z', run: inText(toggleSection) },
    { id: 'fold-all', name: 'Fold all sections', run: inText(foldSections) },
    { id: 'unfold-all', name: 'Show all sections', run: inText(unfoldSections) },
    ...settings.snippets.map((snippet) => snippetAction(snippet, inText)),
  ]
}

function snippetAction({ name, text }: NamedText, inText: (run: (view: EditorView) => unknown) => () => void): Action {
  return {
    id: `snippet:${name}`,
    name: `Put in “${name}”`,
    run: inText((view) => {
      if (view.state.readOnly) return
      view.dispatch(snippetSpec(view.state, text))
      view.focus()
    }),
  }
}

function toggled(name: string, isOn: boolean): string {
  return isOn ? `${name}: switch off` : name
}
