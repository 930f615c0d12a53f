import { Text } from '@codemirror/state'
import { useMemo } from 'react'
import type { Field } from '../../../shared/domain/fields.ts'
import { outlineOf } from '../../editor/outline.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'

type OutlineMenuProps = {
  readonly fields: readonly Field[]
  readonly draft: OpenDraft
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  /** @param at a place in the field's text; undefined for its beginning as a whole */
  readonly onJump: (field: string, at: number | undefined) => void
}

/** The parts of the work and the headings in them; each leads there. */
export function OutlineMenu({ fields, draft, isOpen, onOpenChange, onJump }: OutlineMenuProps) {
  const entries = useMemo(() => (isOpen ? entriesOf(fields, draft) : []), [isOpen, fields, draft])
  return (
    <Menu
      label="Outline"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      trigger={
        <Button variant="quiet" size="small">
          Outline
        </Button>
      }
    >
      {entries.map(({ id, text, level, field, at }) => (
        <MenuItem key={id} id={id} text={text} level={level} onAction={() => onJump(field, at)} />
      ))}
      {entries.some(({ at }) => at !== undefined) ? null : (
        <MenuItem id="none" text="No headings yet: a line that begins with # is one" isNote />
      )}
    </Menu>
  )
}

type Entry = {
  readonly id: string
  readonly text: string
  readonly level: number
  readonly field: string
  readonly at: number | undefined
}

function entriesOf(fields: readonly Field[], draft: OpenDraft): Entry[] {
  const isMany = fields.length > 1
  return fields.flatMap(({ key, kind, label }) => {
    const headings = kind === 'markdown' ? outlineOf(draft.text(key)?.state().doc ?? Text.empty) : []
    const top = Math.min(...headings.map(({ level }) => level))
    const inside = headings.map(({ level, text, at }) => ({
      id: `${key} ${at}`,
      text: text === '' ? 'A heading without words' : text,
      level: level - top + (isMany ? 1 : 0),
      field: key,
      at,
    }))
    return isMany ? [{ id: key, text: label ?? key, level: 0, field: key, at: undefined }, ...inside] : inside
  })
}
