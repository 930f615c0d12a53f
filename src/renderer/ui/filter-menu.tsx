import { useEffect, useRef, useState } from 'react'
import { Autocomplete, Button as AriaButton, Input, ListBox, ListBoxItem, Text, TextField } from 'react-aria-components'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import field from './field.module.css'
import styles from './filter-menu.module.css'
import { Chevron, Tick } from './marks.tsx'
import overlay from './overlay.module.css'
import { Popover } from './popover.tsx'

export type FilterChoice<K extends string> = {
  readonly key: K
  readonly label: string
  readonly note?: string
  readonly count: string
}

type FilterMenuProps<K extends string> = {
  readonly label: string
  readonly choices: readonly FilterChoice<K>[]
  /** None chosen means that nothing is filtered. */
  readonly chosen: readonly K[]
  readonly onChange: (chosen: K[]) => void
}

/** More than this and the list can be searched. */
const SEARCHED_FROM = 9
/** So many are shown at once; a word narrows a longer list. */
const SHOWN = 150

/** Narrows a list to some of its kinds, behind a button that says to which. */
export function FilterMenu<K extends string>(props: FilterMenuProps<K>) {
  const { label, choices, chosen } = props
  const only = chosen.length === 1 ? choices.find(({ key }) => key === chosen[0])?.label : undefined
  const words = chosen.length === 0 ? label : `${label}: ${only ?? `${chosen.length} chosen`}`
  return (
    <Popover
      label={label}
      isPadded={false}
      placement="bottom start"
      trigger={
        <AriaButton className={cx(styles['button'], chosen.length > 0 && styles['active'])}>
          <span className={styles['words']}>{words}</span>
          <Chevron />
        </AriaButton>
      }
    >
      <FilterList {...props} />
    </Popover>
  )
}

/** Made only while it is open: there may be a thousand choices. */
function FilterList<K extends string>({ label, choices, chosen, onChange }: FilterMenuProps<K>) {
  const place = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState('')
  // What was chosen when it opened stands first, so that it can be seen and let go of; later choices do not jump.
  const [atFirst] = useState(() => new Set<string>(chosen))
  useEffect(() => {
    place.current?.querySelector<HTMLElement>('input, [role="listbox"]')?.focus()
  }, [])
  const words = foldCase(query).split(/\s+/)
  const fitting = choices.filter(({ label, note = '' }) => {
    const text = foldCase(`${label} ${note}`)
    return words.every((word) => text.includes(word))
  })
  const ordered = [...fitting.filter(({ key }) => atFirst.has(key)), ...fitting.filter(({ key }) => !atFirst.has(key))]
  const shown = ordered.slice(0, SHOWN)
  return (
    <div ref={place} className={styles['panel']}>
      <Autocomplete inputValue={query} onInputChange={setQuery}>
        {choices.length < SEARCHED_FROM ? null : (
          // No search field, whose Escape would empty it and leave the list open.
          <TextField aria-label={`Search: ${label}`} type="search" className={styles['search'] ?? ''}>
            <Input className={field['input'] ?? ''} placeholder="Search" />
          </TextField>
        )}
        <ListBox
          aria-label={label}
          selectionMode="multiple"
          escapeKeyBehavior="none"
          selectedKeys={chosen}
          onSelectionChange={(keys) => {
            onChange(choices.filter(({ key }) => keys === 'all' || keys.has(key)).map(({ key }) => key))
          }}
          renderEmptyState={() => (
            <p className={styles['none']}>{choices.length === 0 ? 'Nothing here yet.' : 'None fits.'}</p>
          )}
          className={cx(overlay['list'], styles['list'])}
        >
          {shown.map((choice) => (
            <ListBoxItem key={choice.key} id={choice.key} textValue={choice.label} className={overlay['item'] ?? ''}>
              <span className={overlay['check']}>
                <Tick />
              </span>
              <span className={overlay['itemText']}>
                <Text slot="label">{choice.label}</Text>
                {choice.note === undefined ? null : (
                  <Text slot="description" className={styles['note'] ?? ''}>
                    {choice.note}
                  </Text>
                )}
              </span>
              <span className={overlay['itemCount']}>{choice.count}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Autocomplete>
      {fitting.length > shown.length ? (
        <p className={styles['none']}>{fitting.length - shown.length} more; type a word to find them.</p>
      ) : null}
      {chosen.length === 0 ? null : (
        <div className={styles['foot']}>
          <Button variant="quiet" size="small" onPress={() => onChange([])}>
            Show all
          </Button>
        </div>
      )}
    </div>
  )
}

/** Without capitals and accents, so that `elev` finds `Élevage`. */
function foldCase(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
