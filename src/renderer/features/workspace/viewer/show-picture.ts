/** What is used of an image element. */
type Image = Pick<HTMLImageElement, 'src' | 'complete' | 'addEventListener'>

/**
 * Gives an image a picture that is in memory.
 *
 * Returns how to let go of it. A picture still loading keeps its address until that has ended: taken away before, the
 * browser looks in vain for what it has begun to load, and says so as an error.
 */
export function showPicture(image: Image, picture: Blob): () => void {
  const address = URL.createObjectURL(picture)
  const letGo = (): void => URL.revokeObjectURL(address)
  image.src = address
  return () => {
    if (image.complete) return letGo()
    image.addEventListener('load', letGo, { once: true })
    image.addEventListener('error', letGo, { once: true })
  }
}
