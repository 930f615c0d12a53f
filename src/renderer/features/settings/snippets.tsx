import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Snippet } from '../../../shared/contract/desk.ts'
import { useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { Kbd } from '../../ui/kbd.tsx'
import { oneAtATime } from '../../ui/one-at-a-time.ts'
import { Section } from '../../ui/page.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import styles from './settings.module.css'

/** Texts of one's own that come in by their names. */
export function Snippets({ snippets }: { readonly snippets: readonly Snippet[] }) {
  const { settings, status, toasts } = useServices()
  const place = useRef<HTMLDivElement>(null)
  /** The one in the form: a name that is there, or an empty one for a new one. */
  const [edited, setEdited] = useState<Snippet>()

  /** The form closes when the core has it: on a full disk the words would be gone with it. */
  async function keep(before: string, next: Snippet): Promise<string | undefined> {
    const isNew = !snippets.some(({ name }) => name === before)
    const refused = await settings.keep({
      snippets: isNew ? [...snippets, next] : snippets.map((one) => (one.name === before ? next : one)),
    })
    if (refused === undefined) setEdited(undefined)
    return refused
  }

  function takeOut(snippet: Snippet): void {
    const at = snippets.indexOf(snippet)
    settings.change({ snippets: snippets.filter((one) => one !== snippet) })
    place.current?.querySelector<HTMLElement>('[data-add], input')?.focus()
    toasts.offerUndo(`“${snippet.name}” was taken out.`, () => putBack(snippet, at))
  }

  /** Into what is there by then: others may have come or gone since. */
  function putBack(snippet: Snippet, at: number): void {
    const now = status.store.getState().value?.settings.snippets ?? []
    const name = snippet.name.toLocaleLowerCase()
    if (now.some((one) => one.name.toLocaleLowerCase() === name)) {
      toasts.complain(`There is another text called “${snippet.name}” now.`)
      return
    }
    settings.change({ snippets: [...now.slice(0, at), snippet, ...now.slice(at)] })
  }

  const addOne = (): void => setEdited({ name: '', text: '' })
  // One that is being written must not be replaced by an empty one, nor by another (`Change`).
  useActions(
    'Settings',
    edited === undefined ? [{ id: 'snippet', name: 'Add a text of your own', also: 'snippet', run: addOne }] : [],
  )

  return (
    <Section title="Texts of your own">
      <div ref={place}>
        <p className={styles['add']}>
          Write a semicolon and a name, such as <code>;regards</code>, then press <Kbd keys="Tab" />: the text stands
          there.
        </p>
        <ul>
          {snippets.map((snippet) => (
            <li key={snippet.name} className={styles['hub']}>
              <div>
                <span className={styles['hubName']}>;{snippet.name}</span>
                <div className={styles['note']}>
                  {snippet.text.length > 160 ? `${snippet.text.slice(0, 160)}…` : snippet.text}
                </div>
              </div>
              <Button
                size="small"
                aria-label={`Change ${snippet.name}`}
                isDisabled={edited !== undefined}
                onPress={() => setEdited(snippet)}
              >
                Change
              </Button>
              <Button
                size="small"
                variant="quiet"
                aria-label={`Take out ${snippet.name}`}
                onPress={() => takeOut(snippet)}
              >
                Take out
              </Button>
            </li>
          ))}
        </ul>
        {edited === undefined ? (
          <div className={styles['add']}>
            <Button data-add onPress={addOne}>
              Add a text
            </Button>
          </div>
        ) : (
          <SnippetForm
            key={edited.name}
            snippet={edited}
            taken={snippets.flatMap(({ name }) => (name === edited.name ? [] : [name.toLocaleLowerCase()]))}
            onKeep={(next) => keep(edited.name, next)}
            onClose={() => setEdited(undefined)}
          />
        )}
      </div>
    </Section>
  )
}

type SnippetFormProps = {
  readonly snippet: Snippet
  /** Names of the others, in small letters. */
  readonly taken: readonly string[]
  /** @returns why it could not be kept */
  readonly onKeep: (snippet: Snippet) => Promise<string | undefined>
  readonly onClose: () => void
}

function SnippetForm({ snippet, taken, onKeep, onClose }: SnippetFormProps) {
  const [name, setName] = useState(snippet.name)
  const [text, setText] = useState(snippet.text)
  const [isTried, setTried] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [once] = useState(oneAtATime)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  const bare = name.trim().replace(/^;/, '')
  const nameProblem = taken.includes(bare.toLocaleLowerCase())
    ? 'There is another text of this name.'
    : Snippet.shape.name.safeParse(bare).success
      ? undefined
      : 'A name has letters, figures, _ and -, and at most 40 of them.'
  const textProblem = Snippet.shape.text.safeParse(text).success ? undefined : 'Write what is to stand there.'

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (nameProblem !== undefined || textProblem !== undefined) return goToFault()
    void once(async () => setProblem(await onKeep({ name: bare, text })))
  }

  return (
    <form aria-label="A text of your own" className={styles['snippet']} onSubmit={submit}>
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        inputRef={first}
        spellCheck="false"
        {...(isTried && nameProblem !== undefined ? { error: nameProblem } : {})}
      />
      <TextArea
        label="Text"
        value={text}
        onChange={setText}
        {...(isTried && textProblem !== undefined ? { error: textProblem } : {})}
      />
      <div className={styles['snippetDoings']}>
        <Button type="submit" variant="primary">
          Keep it
        </Button>
        <Button onPress={onClose}>Leave it</Button>
      </div>
    </form>
  )
}
