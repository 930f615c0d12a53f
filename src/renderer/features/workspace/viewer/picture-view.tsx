import { useEffect, useMemo, useRef, useState } from 'react'
import type { FileRef } from '../../../../shared/domain/fields.ts'
import { MOST_PICTURE_ELEMENTS, pictureSize } from '../../../documents/picture-size.ts'
import { wholeNumber } from '../../../format/amounts.ts'
import { Button } from '../../../ui/button.tsx'
import { Notice } from './fault-note.tsx'
import { pictureType } from './file-kind.ts'
import { showPicture } from './show-picture.ts'
import styles from './viewer.module.css'

/** A drawing of more text than this takes too long to draw. */
const LARGEST_DRAWING = 5_000_000
const STEPS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4] as const

type PictureViewProps = { readonly file: FileRef; readonly bytes: Uint8Array<ArrayBuffer>; readonly isLarge: boolean }

/** A picture, as large as there is room, or larger. A drawing (SVG) is shown as a picture, which runs no script. */
export function PictureView({ file, bytes, isLarge }: PictureViewProps) {
  const type = pictureType(file)
  const size = useMemo(() => pictureSize(bytes), [bytes])
  const isDrawing = type === 'image/svg+xml'
  if (size !== undefined && size.width * size.height > MOST_PICTURE_ELEMENTS) {
    return (
      <Notice
        text={`This picture is ${wholeNumber(size.width)} by ${wholeNumber(size.height)}. Unpacking it would take ${wholeNumber((size.width * size.height * 4) / 1_000_000)} MB of memory, so it is not shown. Save a copy to see it.`}
      />
    )
  }
  if (isDrawing ? bytes.length > LARGEST_DRAWING : size === undefined) return <Broken />
  return <Picture key={file.sha256} name={file.name} bytes={bytes} type={type} width={size?.width} isLarge={isLarge} />
}

function Broken() {
  return (
    <Notice text="This picture is damaged, or it is not what its name says. Save a copy and try another program." />
  )
}

type PictureProps = {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  /** In picture elements; unknown for a drawing. */
  readonly width: number | undefined
  readonly isLarge: boolean
}

function Picture({ name, bytes, type, width, isLarge }: PictureProps) {
  const image = useRef<HTMLImageElement>(null)
  const [isBroken, setBroken] = useState(false)
  const [zoom, setZoom] = useState<number>()

  useEffect(() => {
    if (image.current === null) return
    return showPicture(image.current, new Blob([bytes], { type }))
  }, [bytes, type])

  const step = (by: 1 | -1): void => {
    const now = zoom ?? 1
    const next = by === 1 ? STEPS.find((one) => one > now) : STEPS.findLast((one) => one < now)
    setZoom(next ?? now)
  }
  if (isBroken) return <Broken />
  return (
    <div className={styles['viewer']} data-large={isLarge}>
      <div role="toolbar" aria-label={`Size of ${name}`} className={styles['bar']}>
        <Button size="small" variant="quiet" isDisabled={zoom === undefined} onPress={() => setZoom(undefined)}>
          Fit
        </Button>
        <Button size="small" variant="quiet" onPress={() => step(-1)}>
          Smaller
        </Button>
        <Button size="small" variant="quiet" onPress={() => step(1)}>
          Larger
        </Button>
        <span className={styles['barText']}>{zoom === undefined ? 'Fitted' : `${zoom * 100} %`}</span>
      </div>
      <div className={styles['pictureScroller']}>
        <img
          ref={image}
          alt={name}
          className={styles['picture']}
          data-fitted={zoom === undefined}
          style={zoom === undefined ? {} : { width: `${(width ?? 800) * zoom}px` }}
          onError={() => setBroken(true)}
        />
      </div>
    </div>
  )
}
