import type { ReactNode } from 'react'
import type { Options } from 'react-markdown'

/** Lays Markdown out. @returns undefined for a text that is shown as it was written */
export type LayOut = (text: string, more?: Pick<Options, 'remarkPlugins' | 'rehypePlugins'>) => ReactNode | undefined
