import { useEffect, useMemo, useState } from 'react'
import type { FileRef } from '../../../../shared/domain/fields.ts'
import { safeFileName } from '../../../../shared/rules/file-name.ts'
import { errorToText } from '../../../client/error-text.ts'
import { bytes } from '../../../format/amounts.ts'
import { saveFile } from '../../../state/save-file.ts'
import { useDesk, useResource, useServices } from '../../../state/services.ts'
import { Button } from '../../../ui/button.tsx'
import { Prose } from '../../../ui/prose.tsx'
import { CsvTable } from './csv-table.tsx'
import { readFile } from './read-file.ts'
import styles from './reading.module.css'

/** So much of a file is shown here; the whole of it is in the copy that can be saved. */
const SHOWN_BYTES = 400_000

type Shown = { readonly text: string; readonly isCut: boolean } | 'away' | 'no-text' | undefined

/** A reference file: shown where it is text, offered as a copy in any case. */
export function FileMaterial({ file }: { readonly file: FileRef }) {
  const desk = useDesk()
  const { toasts, overview } = useServices()
  const missing = useResource(overview).value?.files.missing ?? 0
  const [shown, setShown] = useState<Shown>()
  const [problem, setProblem] = useState<string>()
  const look = lookOf(file)
  const { sha256, size } = file
  // Asked again when the number of files that are still to come changes: this one may have come.
  const question = useMemo(
    () => ({ sha256, limit: look === 'other' ? 1 : SHOWN_BYTES, missing }),
    [sha256, look, missing],
  )

  useEffect(() => {
    let isCurrent = true
    readFile(desk, question.sha256, question.limit).then(
      (read) => {
        if (!isCurrent) return
        setProblem(undefined)
        if (!read.isHere) setShown('away')
        else if (question.limit === 1) setShown('no-text')
        else setShown({ text: toText(read.bytes), isCut: size > read.bytes.length })
      },
      (error: unknown) => {
        if (isCurrent) setProblem(errorToText(error))
      },
    )
    return () => {
      isCurrent = false
    }
  }, [desk, question, size])

  async function save(): Promise<void> {
    try {
      const { isHere, bytes: all } = await readFile(desk, file.sha256, file.size)
      if (!isHere) return toasts.complain('This file has not come yet. It is fetched when there is a network.')
      saveFile(document, safeFileName(file.name), file.mediaType, all)
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  return (
    <div className={styles['file']}>
      <div className={styles['fileLine']}>
        <span className={styles['fileName']}>{file.name}</span>
        <span className={styles['fileState']}>
          {shown === undefined ? '' : shown === 'away' ? 'still to be fetched' : 'on this computer'}
        </span>
        <Button size="small" isDisabled={shown === 'away'} onPress={() => void save()}>
          Save a copy…
        </Button>
      </div>
      {problem === undefined ? null : <p className={styles['note']}>{problem}</p>}
      {typeof shown === 'object' ? <Inline text={shown.text} look={look} title={file.name} /> : null}
      {typeof shown === 'object' && shown.isCut ? (
        <p className={styles['note']}>
          Only the first {bytes(SHOWN_BYTES)} are shown. Save a copy to see the whole file.
        </p>
      ) : null}
      {shown === 'no-text' ? (
        <p className={styles['note']}>Open this file with the program you use for it: save a copy first.</p>
      ) : null}
    </div>
  )
}

type Look = 'csv' | 'markdown' | 'text' | 'other'

function Inline({ text, look, title }: { readonly text: string; readonly look: Look; readonly title: string }) {
  if (look === 'csv') return <CsvTable text={text} name={title} />
  if (look === 'markdown') return <Prose text={text} isSmall />
  return <pre className={styles['plain']}>{text}</pre>
}

/** By the ending of the name and by what the operator says it is. */
function lookOf({ name, mediaType }: FileRef): Look {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  if (mediaType === 'text/csv' || ending === 'csv' || ending === 'tsv') return 'csv'
  if (mediaType === 'text/markdown' || ending === 'md') return 'markdown'
  if (mediaType.startsWith('text/') || mediaType === 'application/json' || ending === 'txt') return 'text'
  return 'other'
}

/** Texts from outside are UTF-8, or what Windows wrote before. */
function toText(raw: Uint8Array): string {
  try {
    // The end may have been cut inside a character, which is no reason to call it another encoding.
    return new TextDecoder('utf-8', { fatal: true }).decode(raw, { stream: true })
  } catch {
    return new TextDecoder('windows-1252').decode(raw)
  }
}
