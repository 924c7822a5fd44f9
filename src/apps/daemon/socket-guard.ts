import { ProblemError } from '../../api/index.ts'
import { refuseSocket } from './refusal.ts'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** The latest request of a connection, and its answer. */
interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

/**
 * Watches the connections of a server: bytes that the parser does not take are
 * answered with a problem, and so is a body that pauses. A reader that leaves
 * its answer lying is cut off.
 */
export function guardSockets (server: Server, pauseMs: number): void {
  const exchanges = new WeakMap<Duplex, Exchange>()
  server.on('request', (incoming, outgoing) => { exchanges.set(incoming.socket, { incoming, outgoing }) })
  server.on('clientError', (error, socket) => {
    const exchange = exchanges.get(socket)
    const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
    if (!socket.writable || code === 'ECONNRESET' || isHalfAnswered(exchange)) {
      socket.destroy()
    } else {
      refuseSocket(socket, problemOf(code, error))
    }
  })
  server.setTimeout(pauseMs, socket => {
    const exchange = exchanges.get(socket)
    if (exchange == null || exchange.outgoing.writableFinished || exchange.outgoing.writableNeedDrain) {
      socket.destroy()
    } else if (!exchange.incoming.complete && !exchange.outgoing.headersSent) {
      refuseSocket(socket, new ProblemError('request_timeout', 'The body pauses.'))
    }
  })
}

/** Whether the head of an answer is out and its body is not, so that a further head would be read as part of that body. */
function isHalfAnswered (exchange: Exchange | undefined): boolean {
  return exchange != null && exchange.outgoing.headersSent && !exchange.outgoing.writableFinished
}

function problemOf (code: string, cause: Error): ProblemError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ProblemError('headers_too_large', 'The headers have more than 16 KiB.', { cause })
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError('request_timeout', 'The request did not come in time.', { cause })
    default:
      return new ProblemError('invalid_http', 'The bytes are not a request of HTTP/1.1.', { cause })
  }
}
