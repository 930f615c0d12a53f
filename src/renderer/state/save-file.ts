/** Hands a text or bytes to the person as a file: the browser or the shell asks where it should go, or puts it with downloads. */
export function saveFile(document: Document, fileName: string, mediaType: string, text: BlobPart): void {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  // The download has to have begun before the address may go.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/**
 * What is said then. Not that it is saved: the shell may just be asking where, and be told nowhere; neither it nor a browser
 * tells the window how that ended.
 */
export function handedOut(fileName: string): string {
  return `${fileName} is made. It goes where you choose, or to your downloads.`
}
