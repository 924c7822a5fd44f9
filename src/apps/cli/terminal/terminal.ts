import { escapeControls } from '../../daemon/index.ts'

/** Where a command reads and writes. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder the program was started in. */
  readonly directory: string
  readonly stdin: AsyncIterable<Uint8Array>
  /** Writes data and waits until the reader takes more. */
  out (text: string): Promise<void>
  /** Writes a message for people. */
  err (text: string): void
  /** Calls the listener, once, when the person asks the command to end; what it answers takes that back. */
  onInterrupt (listener: () => void): () => void
  readonly outIsTty: boolean
  readonly errIsTty: boolean
  /** Columns of `err`. */
  readonly columns: number
}

/**
 * The same terminal, on which data steers nothing: whoever looks at JSON is shown foreign text too, and JSON leaves C1 controls
 * and turns of the direction of writing as they are. What is put in their place is the same JSON.
 */
export function steadied (terminal: Terminal): Terminal {
  return terminal.outIsTty ? { ...terminal, out: async text => terminal.out(text.split('\n').map(escapeControls).join('\n')) } : terminal
}

/** The reader of our output went away, as `head` does when it has enough. */
export class OutputClosedError extends Error {
  static name = 'OutputClosedError'

  constructor (cause: unknown) {
    super('Nobody reads the output any more.', { cause })
    this.name = 'OutputClosedError'
  }
}

/** The terminal of this process. */
export function processTerminal (): Terminal {
  const { stdout, stderr, stdin } = process
  stdout.on('error', () => {}) // the callback of each write tells the same
  return {
    env: process.env,
    directory: process.cwd(),
    stdin,
    out: async text => new Promise((resolve, reject) => {
      stdout.write(text, error => { if (error == null) { resolve() } else { reject(new OutputClosedError(error)) } })
    }),
    err: text => { stderr.write(text) },
    onInterrupt,
    outIsTty: stdout.isTTY,
    errIsTty: stderr.isTTY,
    columns: stderr.columns ?? 80
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** The first signal is for the listener; the next one ends the process as if nobody listened. */
function onInterrupt (listener: () => void): () => void {
  const off = (): void => { SIGNALS.forEach(signal => { process.removeListener(signal, hear) }) }
  const hear = (): void => {
    off()
    listener()
  }
  SIGNALS.forEach(signal => { process.on(signal, hear) })
  return off
}
