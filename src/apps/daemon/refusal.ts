import { STATUS_CODES } from 'node:http'
import { problemDocument, ProblemError, problemResponse } from '../../api/index.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Why a request that the parser took is not handed to the API; undefined when it is. */
export function refusalOf ({ rawHeaders }: IncomingMessage): ProblemError | undefined {
  const hosts = countOf(rawHeaders, 'host')
  return hosts === 1 ? undefined : new ProblemError('invalid_http', hosts === 0 ? 'There is no Host header.' : 'There is more than one Host header.')
}

/** Two Host lines are how one front sees one host and the next another (RFC 9112, section 3.2). */
function countOf (rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i].length === name.length && rawHeaders[i].toLowerCase() === name) { count++ }
  }
  return count
}

/** Answers a request with a problem, and closes the connection: whatever follows on it is not to be trusted. */
export function refuse (outgoing: ServerResponse, problem: ProblemError): void {
  const { status, headers, body } = problemDocument(problem)
  outgoing.writeHead(status, { ...headers, connection: 'close', 'content-length': Buffer.byteLength(body) }).end(body)
}

/** The answer to a request whose target or host cannot be read as a URL. */
export function unreadable (cause: unknown): Response {
  return problemResponse(new ProblemError('invalid_http', 'The target of the request and its Host header make no URL.', { cause, headers: { connection: 'close' } }))
}

/** Answers on a socket that has no request which could be answered, and closes it. */
export function refuseSocket (socket: Duplex, problem: ProblemError): void {
  const { status, headers, body } = problemDocument(problem)
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': Buffer.byteLength(body) }).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n'))
  socket.once('finish', () => { socket.destroy() })
}
