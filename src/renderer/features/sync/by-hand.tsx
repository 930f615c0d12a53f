import { useEffect, useRef } from 'react'
import { FileTrigger } from 'react-aria-components'
import { useStore } from 'zustand'
import type { HubView, LaneView } from '../../../shared/contract/desk-views.ts'
import { SEALED_ENDING } from '../../../shared/sealed/manifest.ts'
import { carriedWords, savedWords } from '../../format/carriage.ts'
import type { CarriageResult } from '../../state/carriage.ts'
import { useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/page.tsx'
import styles from './by-hand.module.css'

type ByHandProps = { readonly hubs: readonly HubView[]; readonly lanes: readonly LaneView[] }

/** Where no wire goes, a stick does: work out and tasks in by sealed files. */
export function ByHand({ hubs, lanes }: ByHandProps) {
  const { carriage } = useServices()
  const { busy, result } = useStore(carriage.store)
  const isWaiting = lanes.some((lane) => !lane.sample)
  const place = useRef<HTMLDivElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // It may stand below the lower edge, and a file may have been dropped anywhere.
    if (busy !== undefined || result !== undefined) place.current?.scrollIntoView({ block: 'nearest' })
  }, [busy, result])

  const saving = hubs.map((hub) => ({
    id: `save-${hub.id}`,
    name: hubs.length === 1 ? 'Save what waits to a file' : `Save what waits for ${hub.name}`,
    also: 'stick carry by hand',
    run: () => void carriage.save(hub),
  }))
  const reading = {
    id: 'read-in',
    name: 'Read in a file',
    also: 'stick carry by hand import understudy',
    run: () => chooser.current?.click(),
  }
  useActions('Sync', busy === undefined ? [...(isWaiting ? saving : []), reading] : [])

  return (
    <Section title="By hand">
      <div ref={place} className={styles['byHand']}>
        <p className={styles['note']}>
          Without a network, files on a stick do it too. Save what waits and give the file to the operator; read in what
          the operator gives you. Whoever has such a file can read it.
        </p>
        <div className={styles['buttons']}>
          {hubs.map((hub) => (
            <Button key={hub.id} isDisabled={!isWaiting || busy !== undefined} onPress={() => void carriage.save(hub)}>
              {hubs.length === 1 ? 'Save what waits to a file…' : `Save what waits for ${hub.name}…`}
            </Button>
          ))}
          <FileTrigger
            ref={chooser}
            acceptedFileTypes={[SEALED_ENDING]}
            onSelect={(list) => {
              const file = list?.[0]
              if (file !== undefined) void carriage.read(file)
            }}
          >
            <Button isDisabled={busy !== undefined}>Read in a file…</Button>
          </FileTrigger>
          <span className={styles['note']}>or drop it anywhere on this window</span>
        </div>
        {busy === undefined ? null : (
          <progress
            aria-label={busy.what === 'saving' ? 'Saving the file' : 'Reading in the file'}
            max={1}
            value={busy.share}
            className={styles['progress']}
          />
        )}
        {result === undefined ? null : <Result result={result} />}
      </div>
    </Section>
  )
}

function Result({ result }: { readonly result: CarriageResult }) {
  if (result.kind === 'refused') return <Banner tone="problem">{result.text}</Banner>
  const words = result.kind === 'saved' ? savedWords(result.saved, result.hubName) : carriedWords(result.carried)
  const needsEye = result.kind === 'saved' ? result.saved.leftOut > 0 : result.carried.refused > 0
  return (
    <Banner tone={needsEye ? 'attention' : 'plain'}>
      {words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Banner>
  )
}
