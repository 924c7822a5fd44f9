import { LINE_BYTES_MAX } from './constants.ts'

/** One line of a file, without its newline. */
export interface Line {
  /** Counted from 1, blank lines included. */
  readonly number: number
  /** Undefined for a line that is longer than any fact. */
  readonly bytes: Uint8Array | undefined
}

const NEWLINE = 0x0a

/**
 * Splits a stream of bytes into its lines, as many at a time as have come.
 * Blank lines are counted and left out. A line that grows longer than any fact
 * is dropped while it comes, so that memory stays bounded whatever the input.
 */
export async function * toLines (source: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const splitter = new LineSplitter()
  for await (const chunk of source) { yield splitter.push(chunk) }
  yield splitter.end()
}

class LineSplitter {
  private number = 0
  private rest: Uint8Array[] = []
  private restLength = 0

  /** The lines that end in the chunk. */
  push (chunk: Uint8Array): Line[] {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.finish(chunk.subarray(start, end), lines)
      start = end + 1
    }
    this.keep(chunk.subarray(start))
    return lines
  }

  /** The last line, when no newline ends it. */
  end (): Line[] {
    const lines: Line[] = []
    if (this.restLength > 0) { this.finish(new Uint8Array(0), lines) }
    return lines
  }

  private keep (part: Uint8Array): void {
    this.restLength += part.byteLength
    if (this.restLength > LINE_BYTES_MAX) {
      this.rest = []
    } else if (part.byteLength > 0) {
      this.rest.push(part)
    }
  }

  private finish (part: Uint8Array, lines: Line[]): void {
    this.number++
    const bytes = this.join(part)
    this.rest = []
    this.restLength = 0
    if (bytes == null || !isBlank(bytes)) { lines.push({ number: this.number, bytes }) }
  }

  private join (part: Uint8Array): Uint8Array | undefined {
    if (this.restLength + part.byteLength > LINE_BYTES_MAX) { return undefined }
    const bytes = this.rest.length === 0 ? part : Buffer.concat([...this.rest, part])
    return this.number === 1 ? withoutMark(bytes) : bytes
  }
}

/** Drops the byte order mark that some editors put in front of a file. */
function withoutMark (bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

function isBlank (bytes: Uint8Array): boolean {
  return bytes.every(byte => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}
