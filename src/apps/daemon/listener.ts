import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { ProblemError } from '../../api/index.ts'
import { CONNECTIONS_MAX, DEFAULT_PAUSE_MS, DRAIN_TIMEOUT_MS, HEADERS_TIMEOUT_MS, HEADER_BYTES_MAX, IDLE_TIMEOUT_MS, REQUEST_TIMEOUT_MS, SWEEP_INTERVAL_MS } from './constants.ts'
import { HttpListenError, InvalidHttpAddressError } from './errors.ts'
import { refusalOf, refuse, unreadable } from './refusal.ts'
import { guardSockets } from './socket-guard.ts'
import type { ApiHandler } from '../../api/index.ts'
import type { Timers } from '../../platform/index.ts'
import type { Server } from 'node:http'

/** A host and a port. */
export interface HttpAddress {
  readonly host: string
  readonly port: number
}

/** An API that can be reached. */
export interface Listener {
  /** Without a path. */
  readonly url: string
  /** Takes no new request, lets running ones finish for a moment, and closes. */
  close (): Promise<void>
}

/**
 * Reads `HOST:PORT`; an IPv6 address stands in brackets.
 *
 * @throws {InvalidHttpAddressError}
 */
export function parseHttpAddress (text: string): HttpAddress {
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[^\s:[\]/]+):(\d{1,5})$/.exec(text) ?? []
  if (host == null || Number(port) > 65_535) { throw new InvalidHttpAddressError(text) }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** Whether an address is reached from this machine alone. */
export function isLoopback ({ host }: HttpAddress): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** Whether an address stands for all addresses of the machine. */
export function isWildcard ({ host }: HttpAddress): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** What a listener stands on, and its settings. */
export interface ListenerInit {
  readonly timers: Timers

  /**
   * Milliseconds that a body may pause, and that a reader may leave an answer in its buffers.
   *
   * @default DEFAULT_PAUSE_MS
   */
  readonly pauseMs?: number
}

/**
 * Serves a handler over HTTP/1.1. Slow and huge requests, and bytes that are no
 * request, are refused by the limits of this room before they reach it, with
 * the same problem documents.
 *
 * @throws {HttpListenError} when the address cannot be listened on.
 */
export async function listen (address: HttpAddress, handler: ApiHandler, { timers, pauseMs = DEFAULT_PAUSE_MS }: ListenerInit): Promise<Listener> {
  const answer = getRequestListener(async (request, { incoming }) => handler(request, { remote: incoming.socket.remoteAddress }), {
    hostname: address.host,
    errorHandler: error => unreadable(error)
  })
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
    maxHeaderSize: HEADER_BYTES_MAX,
    requireHostHeader: false // refused with a problem document instead
  })
  guardSockets(server, pauseMs)
  server.on('request', (incoming, outgoing) => {
    const refusal = refusalOf(incoming)
    if (refusal == null) { void answer(incoming, outgoing) } else { refuse(outgoing, refusal) }
  })
  server.on('checkExpectation', (_incoming, outgoing) => {
    refuse(outgoing, new ProblemError('expectation_failed', 'The Expect header is not "100-continue".'))
  })
  server.maxConnections = CONNECTIONS_MAX
  await bind(server, address)
  return { url: urlOf(server, address), close: async () => { await close(server, timers) } }
}

async function bind (server: Server, { host, port }: HttpAddress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ host, port, exclusive: true }, resolve)
  try {
    await promise
  } catch (error) {
    throw new HttpListenError(`${host}:${port}`, error)
  } finally {
    server.off('error', reject)
  }
}

function urlOf (server: Server, address: HttpAddress): string {
  const bound = server.address()
  const port = typeof bound === 'object' && bound != null ? bound.port : address.port
  const host = isWildcard(address) ? '127.0.0.1' : address.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function close (server: Server, timers: Timers): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => { resolve() })
  server.closeIdleConnections()
  const sweep = timers.every(SWEEP_INTERVAL_MS, () => { server.closeIdleConnections() }) // those whose request is done by now
  const cut = timers.after(DRAIN_TIMEOUT_MS, () => { server.closeAllConnections() })
  await promise
  sweep.cancel()
  cut.cancel()
}
