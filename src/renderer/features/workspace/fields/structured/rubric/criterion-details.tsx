import { useState } from 'react'
import { Group } from 'react-aria-components'
import type { Criterion } from '../../../../../../shared/domain/structured.ts'
import { Checkbox } from '../../../../../ui/checkbox.tsx'
import { TextArea, TextField } from '../../../../../ui/text-field.tsx'
import { PointsInput } from './points-input.tsx'
import { type RubricActions, withMember } from './rubric-actions.ts'
import styles from './rubric.module.css'

type CriterionDetailsProps = {
  readonly criterion: Criterion
  readonly number: string
  readonly isGroup: boolean
  readonly actions: RubricActions
}

/** What a criterion can say besides its words and points. */
export function CriterionDetails({ criterion, number, isGroup, actions }: CriterionDetailsProps) {
  const { id, required = false, tags = [], source = '', weight } = criterion
  const [typed, setTyped] = useState<string>()
  const edit = (change: (one: Criterion) => Criterion): void => actions.edit(id, change)
  return (
    <Group aria-label={`Details of ${number}`} className={styles['details'] ?? ''}>
      <Checkbox
        isSelected={required}
        onChange={(next) => edit((one) => withMember(one, 'required', next ? true : undefined))}
      >
        {isGroup ? 'Required: all below it must be met, or the whole fails' : 'Required: without it the whole fails'}
      </Checkbox>
      <TextField
        label="Tags"
        help="Commas between them"
        value={typed ?? tags.join(', ')}
        onChange={(text) => {
          setTyped(text)
          const next = tagsIn(text)
          edit((one) => withMember(one, 'tags', next.length === 0 ? undefined : next))
        }}
        onBlur={() => setTyped(undefined)}
      />
      <TextArea
        label="Source"
        help="A standard, a rule of the trade, a passage"
        rows={2}
        maxLength={2000}
        value={source}
        onChange={(text) => edit((one) => withMember(one, 'source', text === '' ? undefined : text))}
      />
      <div className={styles['weight']}>
        <span aria-hidden="true">Weight among those beside it</span>
        <PointsInput
          label={`Weight of ${number} among those beside it`}
          value={weight}
          least={0}
          isOptional
          className={styles['points']}
          onChange={(next) => edit((one) => withMember(one, 'weight', next))}
        />
      </div>
    </Group>
  )
}

/** As the schema wants them: up to 20 of up to 60 characters, each once. */
function tagsIn(text: string): string[] {
  const tags = text.split(',').map((tag) =>
    tag
      .replaceAll(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 60),
  )
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 20)
}
