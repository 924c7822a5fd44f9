import { blake3 } from '../../model/bytes/index.ts'
import { URL_CHARACTERS_MAX } from '../constants.ts'
import { MissingTokenError, ProblemError } from '../errors.ts'
import type { HandlerInit } from '../interface.ts'

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']
const HOST_FORM = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/
const IP_FORM = /^(\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3})$/
const BEARER_FORM = /^bearer +([\x21-\x7e]+) *$/i

const encoder = new TextEncoder()

/** The parts of a request that decide whether it may pass. */
export type GuardedRequest = Pick<Request, 'headers' | 'url'>

/**
 * Stands in front of all routes. Length of the address, Host and Origin are
 * judged before anything else is looked at, then the token, for every path that
 * is not public: a path that nobody declared needs a token as well.
 *
 * `checkPlace` keeps web pages out: a page that reaches this machine under a
 * name of its own (DNS rebinding) is refused by Host, and a page of any other
 * origin, `null` included, by Origin.
 *
 * `holdsToken` compares hashes in constant time, so neither the content nor
 * the length of the token can be measured.
 */
export interface Guard {
  /** @throws {ProblemError} `uri_too_long`, `misdirected_host` or `forbidden_origin`. */
  checkPlace (request: GuardedRequest): void
  /** Whether the request carries the token; never without authentication. */
  holdsToken (request: GuardedRequest): boolean
  /** @throws {ProblemError} `unauthorized`, for a request without the token unless nobody needs one. */
  refuseStranger (): void
}

/**
 * Builds the guard of one handler.
 *
 * @throws {MissingTokenError}
 */
export function createGuard (init: HandlerInit): Guard {
  const hosts = new Set([...LOOPBACK_HOSTS, ...(init.allowedHosts ?? [])].map(host => host.toLowerCase()))
  const expected = init.auth === 'token' ? hashOf(requireToken(init.token)) : undefined
  return {
    checkPlace (request) {
      if (request.url.length > URL_CHARACTERS_MAX) {
        throw new ProblemError('uri_too_long', `The address has more than ${URL_CHARACTERS_MAX} characters.`)
      }
      const host = (request.headers.get('host') ?? new URL(request.url).host).toLowerCase()
      checkHost(host, hosts)
      checkOrigin(request.headers.get('origin'), host)
    },
    holdsToken (request) {
      const given = expected == null ? undefined : BEARER_FORM.exec(request.headers.get('authorization') ?? '')?.[1]
      return expected != null && given != null && sameBytes(hashOf(given), expected)
    },
    refuseStranger () {
      if (expected == null) { return }
      throw new ProblemError('unauthorized', 'This path needs the bearer token of the node.', {
        headers: { 'www-authenticate': 'Bearer realm="factmesh"' }
      })
    }
  }
}

function requireToken (token: string | undefined): string {
  if (token == null || token === '') {
    throw new MissingTokenError()
  }
  return token
}

function checkHost (host: string, hosts: ReadonlySet<string>): void {
  const name = HOST_FORM.exec(host)?.[1]
  const known = name != null && (hosts.has(name) || (hosts.has('*') && IP_FORM.test(name)))
  if (!known) {
    throw new ProblemError('misdirected_host', 'The Host header does not name this node.')
  }
}

function checkOrigin (origin: string | null, host: string): void {
  if (origin == null || origin === `http://${host}` || origin === `https://${host}`) { return }
  throw new ProblemError('forbidden_origin', 'The Origin header names another origin than that of this node.')
}

function hashOf (text: string): Uint8Array {
  return blake3(encoder.encode(text))
}

/** Compares two hashes without leaving early. */
function sameBytes (a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.byteLength ^ b.byteLength
  for (let i = 0; i < b.byteLength; i++) {
    difference |= a[i] ^ b[i]
  }
  return difference === 0
}
