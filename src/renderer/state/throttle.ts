/**
 * Runs at once, and then at most once in `ms`: what is asked for in between becomes one run at its end.
 * @returns what asks for a run
 */
export function createThrottle(ms: number, run: () => void): () => void {
  let isResting = false
  let isWanted = false

  function rest(): void {
    isResting = true
    setTimeout(() => {
      isResting = false
      if (!isWanted) return
      isWanted = false
      run()
      rest()
    }, ms)
  }

  return () => {
    if (isResting) {
      isWanted = true
      return
    }
    run()
    rest()
  }
}
