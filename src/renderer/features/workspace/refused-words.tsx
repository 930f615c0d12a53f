import { useStore } from 'zustand'
import type { Field } from '../../../shared/domain/fields.ts'
import { copyText } from '../../state/copy-text.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { allUnsaved } from './unsaved-words.ts'

/** Words that the core will not take any more, because the work was sent from another window, say. */
export function RefusedWords({ draft, fields }: { readonly draft: OpenDraft; readonly fields: readonly Field[] }) {
  const { toasts } = useServices()
  // Not the state itself, which changes twice with every key.
  const refused = useStore(draft.saving, (save) => (save.kind === 'refused' ? save.text : undefined))
  if (refused === undefined) return null

  async function copy(): Promise<void> {
    await copyText(allUnsaved(draft, fields), 'Copied what is not saved.', toasts)
  }
  return (
    <Banner tone="problem" action={<Button onPress={() => void copy()}>Copy what is not saved</Button>}>
      {refused} Your last words are in this window only: copy them before you close it.
    </Banner>
  )
}
