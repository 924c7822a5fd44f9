import { concatBytes } from '../../model/bytes/index.ts'
import { BODY_PAUSE_MS, BODY_TIMEOUT_MS, JSON_DEPTH_MAX } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { within } from './deadline.ts'
import type { Timers } from '../../platform/index.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const OPEN_BRACE = 0x7b
const CLOSE_BRACKET = 0x5d
const CLOSE_BRACE = 0x7d

/**
 * Reads a body of at most `bytesMax` bytes.
 *
 * A body whose length is announced is refused before it is read; the HTTP
 * parser holds the sender to its announcement. Any other body is counted while
 * it is read, and given up at the first byte too many, or when its sender
 * pauses. Either must have come after a minute.
 *
 * @throws {ProblemError} `too_large`, `request_timeout`, or `invalid_json` when the sender goes away.
 */
export async function readBody (request: Request, bytesMax: number, timers: Timers): Promise<Uint8Array> {
  const announced = request.headers.get('content-length')
  if (announced != null && Number(announced) > bytesMax) { throw tooLarge(bytesMax) }
  try {
    const reading = announced == null ? collect(request.body, bytesMax, timers) : readWhole(request, bytesMax)
    return await within(timers, reading, { limitMs: BODY_TIMEOUT_MS, late: tooSlow })
  } catch (error) {
    if (error instanceof ProblemError) { throw error }
    throw new ProblemError('invalid_json', 'The body was cut off.', { cause: error })
  }
}

async function readWhole (request: Request, bytesMax: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.byteLength > bytesMax) { throw tooLarge(bytesMax) }
  return bytes
}

async function collect (stream: ReadableStream<Uint8Array> | null, bytesMax: number, timers: Timers): Promise<Uint8Array> {
  if (stream == null) { return new Uint8Array(0) }
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream.getReader()
  try {
    const next = async (): ReturnType<typeof reader.read> => within(timers, reader.read(), { limitMs: BODY_PAUSE_MS, late: tooSlow })
    for (let part = await next(); !part.done; part = await next()) {
      length += part.value.byteLength
      if (length > bytesMax) { throw tooLarge(bytesMax) }
      chunks.push(part.value)
    }
  } catch (error) {
    void reader.cancel().catch(() => {})
    throw error
  }
  return concatBytes(chunks)
}

function tooSlow (): ProblemError {
  return new ProblemError('request_timeout', 'The body did not come in time.', { headers: { connection: 'close' } })
}

function tooLarge (bytesMax: number): ProblemError {
  return new ProblemError('too_large', `The body has more than ${bytesMax} bytes.`)
}

/**
 * Reads bytes as UTF-8 text. A byte order mark at the start is dropped.
 *
 * @throws {ProblemError} `invalid_json`.
 */
export function textOf (bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new ProblemError('invalid_json', 'The body is not valid UTF-8.', { cause: error })
  }
}

/**
 * Parses JSON after its depth is known: `JSON.parse` takes millions of levels,
 * and whatever walks the result afterwards runs out of stack.
 *
 * @throws {ProblemError} `depth_exceeded` or `invalid_json`.
 */
export function parseJson (text: string): unknown {
  if (!isShallow(text)) {
    throw new ProblemError('depth_exceeded', `The JSON is more than ${JSON_DEPTH_MAX} levels deep.`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ProblemError('invalid_json', 'The text is not valid JSON.', { cause: error })
  }
}

/** Counts brackets outside strings, without recursion. */
function isShallow (text: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === BACKSLASH) { i++ } else if (code === QUOTE) { inString = false }
    } else if (code === QUOTE) {
      inString = true
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > JSON_DEPTH_MAX) { return false }
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth--
    }
  }
  return true
}

/**
 * Splits JSON Lines into their lines. Lines of nothing but the white space of
 * JSON are left out and do not count. A line that is not UTF-8 comes as
 * `undefined`, so that it spoils no other.
 */
export function splitLines (bytes: Uint8Array): Array<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n').filter(isNotBlank)
  } catch {
    return splitDamagedLines(bytes)
  }
}

function splitDamagedLines (bytes: Uint8Array): Array<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const lines: Array<string | undefined> = []
  for (let start = 0; start < bytes.byteLength;) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.byteLength : newline
    const line = decodeOr(decoder, bytes.subarray(start, end))
    if (line == null || isNotBlank(line)) { lines.push(line) }
    start = end + 1
  }
  return lines
}

function decodeOr (decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

function isNotBlank (line: string): boolean {
  return !/^[ \t\r]*$/.test(line)
}
