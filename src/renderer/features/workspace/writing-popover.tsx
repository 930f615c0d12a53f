import { useStore } from 'zustand'
import type { Settings } from '../../../shared/contract/desk.ts'
import { count, wholeNumber } from '../../format/amounts.ts'
import { useServices, useStatus } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Radio, RadioGroup } from '../../ui/radio.tsx'
import { Switch } from '../../ui/switch.tsx'
import { LineLength, TextSize } from '../../ui/writing-sliders.tsx'
import styles from './writing-room.module.css'

type WritingPopoverProps = {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  /** Does one of the room's actions. */
  readonly onAct: (id: string) => void
}

const focuses = [
  { key: 'off', label: 'All', keys: undefined },
  { key: 'paragraph', label: 'Paragraph', keys: 'Alt+D' },
  { key: 'sentence', label: 'Sentence', keys: 'Alt+S' },
] as const

const doings = [
  { id: 'full', text: 'Full screen', keys: 'Alt+F' },
  { id: 'preview', text: 'Preview', keys: 'Alt+V' },
  { id: 'fold-all', text: 'Fold all sections', keys: undefined },
  { id: 'unfold-all', text: 'Show all sections', keys: undefined },
] as const

/** How the room is while one writes, and how much was written in it. */
export function WritingPopover({ isOpen, onOpenChange, onAct }: WritingPopoverProps) {
  const { settings: keeper } = useServices()
  const settings = useStatus()?.settings
  const isFocus = (key: string): key is Settings['focus'] => focuses.some((focus) => focus.key === key)
  return (
    <Popover
      label="Writing"
      placement="bottom end"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      trigger={
        <Button variant="quiet" size="small">
          Writing
        </Button>
      }
    >
      {settings === undefined ? null : (
        <div className={styles['room']}>
          <RadioGroup
            label="Focus on"
            sideBySide
            value={settings.focus}
            onChange={(focus) => {
              if (isFocus(focus)) keeper.change({ focus })
            }}
          >
            {focuses.map(({ key, label }) => (
              <Radio key={key} value={key}>
                {label}
              </Radio>
            ))}
          </RadioGroup>
          <Switch
            label="Keep the line in the middle"
            isSelected={settings.typewriter}
            onChange={(typewriter) => keeper.change({ typewriter })}
          />
          <TextSize value={settings.textSize} onChange={(textSize) => keeper.change({ textSize })} />
          <LineLength value={settings.columnWidth} onChange={(columnWidth) => keeper.change({ columnWidth })} />
          <div className={styles['doings']}>
            {doings.map(({ id, text, keys }) => (
              <Button
                key={id}
                size="small"
                onPress={() => {
                  onOpenChange(false)
                  onAct(id)
                }}
              >
                {text} {keys === undefined ? null : <Kbd keys={keys} />}
              </Button>
            ))}
          </div>
          <WrittenFigures />
        </div>
      )}
    </Popover>
  )
}

/** What was written by hand, which deleting does not make less. */
function WrittenFigures() {
  const { written } = useServices()
  const { today, sitting } = useStore(written.store)
  return (
    <p className={styles['written']}>
      Written today: {count(today, 'word', 'words')}, {wholeNumber(sitting)} of them in this window. Deleting takes
      nothing away; what is pasted does not count.
    </p>
  )
}
