import { readable, type VersionTrack } from '../../../state/version-track.ts'
import { useServices } from '../../../state/services.ts'
import { errorToText } from '../../../client/error-text.ts'
import { Button } from '../../../ui/button.tsx'
import { Select } from '../../../ui/select.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { markWords } from './version-words.ts'

/** What the chosen version is compared with. */
export type Compared =
  | { readonly kind: 'now' }
  | { readonly kind: 'point'; readonly position: number }
  | { readonly kind: 'way'; readonly branch: number; readonly name: string; readonly text: string }

type CompareBarProps = {
  readonly track: VersionTrack
  readonly position: number
  readonly compared: Compared
  readonly onCompare: (compared: Compared) => void
  readonly isSideBySide: boolean
  readonly onSideBySide: (isSideBySide: boolean) => void
}

/** Chooses what a version is compared with, and how the two are shown. */
export function CompareBar(props: CompareBarProps) {
  const { track, position, compared, onCompare, isSideBySide, onSideBySide } = props
  const { desk, toasts } = useServices()
  const named = track.marks.filter(({ kind }) => kind === 'name' || kind === 'sent')
  const pinned = compared.kind === 'point' && !named.some((mark) => mark.position === compared.position)
  const others = track.branches.filter(({ branch }) => branch !== track.branch)
  const options = [
    { key: 'now', label: 'The text now' },
    ...(pinned ? [{ key: `point ${compared.position}`, label: `Edit ${compared.position}` }] : []),
    ...named.map((mark) => ({ key: `point ${mark.position}`, label: markWords(mark) })),
    ...others.map(({ branch, name }) => ({ key: `way ${branch}`, label: `The way “${name}”` })),
  ].filter((option, i, all) => all.findIndex(({ key }) => key === option.key) === i)

  async function choose(key: string): Promise<void> {
    const [kind, of] = key.split(' ')
    const way = kind === 'way' ? others.find(({ branch }) => String(branch) === of) : undefined
    if (way === undefined) return onCompare(kind === 'point' ? { kind, position: Number(of) } : { kind: 'now' })
    const [field] = track.fields
    if (field === undefined) return
    try {
      const taskId = track.taskId
      const { branch, name, versions } = way
      const { text } = await desk.versions.at({ taskId, field: field.key, branch, version: versions })
      onCompare({ kind: 'way', branch, name, text: readable(field, text) })
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  const value =
    compared.kind === 'now' ? 'now' : compared.kind === 'way' ? `way ${compared.branch}` : `point ${compared.position}`
  return (
    <>
      <Select label="with" isInline options={options} value={value} onChange={(key) => void choose(key)} />
      <Button size="small" variant="quiet" onPress={() => onCompare({ kind: 'point', position })}>
        Hold this version
      </Button>
      <Switch label="Side by side" isSelected={isSideBySide} onChange={onSideBySide} />
    </>
  )
}
