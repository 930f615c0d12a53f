import rehypeParse from 'rehype-parse'
import { unified } from 'unified'

/**
 * Reads the markup of a formula. In the place of `hast-util-from-html-isomorphic` (vite.renderer.config.ts), which lets the
 * browser do it by `innerHTML`: a style that KaTeX writes, round a formula with a fault say, is then inline style, which
 * the Content-Security-Policy reports.
 */
export function fromHtmlIsomorphic(html: string): ReturnType<ReturnType<typeof reader>['parse']> {
  return reader().parse(html)
}

const reader = () => unified().use(rehypeParse, { fragment: true })
