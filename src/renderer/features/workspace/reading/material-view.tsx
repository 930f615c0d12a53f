import type { Material } from '../../../../shared/domain/task.ts'
import { bytes, count } from '../../../format/amounts.ts'
import { Disclosure } from '../../../ui/disclosure.tsx'
import { Prose } from '../../../ui/prose.tsx'
import { FileMaterial } from './file-material.tsx'
import styles from './reading.module.css'

type Turn = Extract<Material, { kind: 'conversation' }>['turns'][number]

type MaterialViewProps = {
  readonly material: Material
  readonly isFolded: boolean
  readonly onFold: (isFolded: boolean) => void
}

export function MaterialView({ material, isFolded, onFold }: MaterialViewProps) {
  return (
    <Disclosure
      title={material.title}
      aside={asideOf(material)}
      isExpanded={!isFolded}
      onExpandedChange={(isExpanded) => onFold(!isExpanded)}
    >
      {isFolded ? null : (
        <div data-section={`material:${material.key}`}>
          <MaterialBody material={material} />
        </div>
      )}
    </Disclosure>
  )
}

function MaterialBody({ material }: { readonly material: Material }) {
  switch (material.kind) {
    case 'text':
      return <Prose text={material.text} isSmall />
    case 'response':
      return (
        <div className={styles['response']}>
          <Prose text={material.text} isSmall />
        </div>
      )
    case 'conversation':
      return (
        <ol className={styles['turns']}>
          {numbered(material.turns).map(({ key, turn }) => (
            <li key={key} data-role={turn.role} className={styles['turn']}>
              <p className={styles['speaker']}>{speakers[turn.role]}</p>
              <Prose text={turn.text} isSmall />
            </li>
          ))}
        </ol>
      )
    case 'file':
      return <FileMaterial file={material.file} section={`material:${material.key}`} />
  }
}

/** Turns are never moved about, so their place names them. */
function numbered(turns: readonly Turn[]): { key: string; turn: Turn }[] {
  return turns.map((turn, at) => ({ key: String(at), turn }))
}

const speakers = { system: 'Instructions to the model', user: 'Person', assistant: 'Model' } as const

function asideOf(material: Material): string {
  switch (material.kind) {
    case 'text':
      return 'Text'
    case 'response':
      return 'A model’s answer'
    case 'conversation':
      return count(material.turns.length, 'turn', 'turns')
    case 'file':
      return bytes(material.file.size)
  }
}
