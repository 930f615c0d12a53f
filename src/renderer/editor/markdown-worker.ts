import { htmlToMarkdown } from './html-to-markdown.ts'

/** Entry of the worker that turns HTML over, so that what is long or made to hang holds up this and not the window. */
self.addEventListener('message', ({ data }: MessageEvent<string>) => self.postMessage(htmlToMarkdown(data)))
