/** Says on stderr what is under way, on a terminal over what it said before. */
export function progress (text: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1B[K${text}`)
  } else {
    process.stderr.write(`… ${text}\n`)
  }
}

/** Takes the last saying from a terminal. */
export function progressEnds (): void {
  if (process.stderr.isTTY) {
    process.stderr.write('\r\x1B[K')
  }
}
