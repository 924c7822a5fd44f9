import { URL_CHARACTERS_MAX } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import type { HandlerInit } from '../interface.ts'

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']
const HOST_FORM = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/
const HOST_IN_URL = /^https?:\/\/([^/?#]*)/
const IP_FORM = /^(\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3})$/

/** The parts of a request that decide whether it may pass. */
export type GuardedRequest = Pick<Request, 'headers' | 'url'>

/** Lets a request pass that comes to this node from a program, or from a page that this node serves. */
export type Guard = (request: GuardedRequest) => void

/**
 * Builds the guard of one handler, which stands in front of everything else: length of the address, Host and Origin. A page
 * that reaches this machine under a name of its own (DNS rebinding) is refused by Host, and a page of any other origin,
 * `null` included, by Origin. A request that names its host in its target as well must name a known one there too.
 *
 * The guard throws a ProblemError: `uri_too_long`, `misdirected_host` or `forbidden_origin`.
 */
export function createGuard (init: Pick<HandlerInit, 'allowedHosts'>): Guard {
  const hosts = new Set([...LOOPBACK_HOSTS, ...(init.allowedHosts ?? [])].map(host => host.toLowerCase()))
  return ({ headers, url }) => {
    if (url.length > URL_CHARACTERS_MAX) {
      throw new ProblemError('uri_too_long', `The address has more than ${URL_CHARACTERS_MAX} characters.`)
    }
    const target = hostIn(url)
    const host = (headers.get('host') ?? target).toLowerCase()
    checkHost(host, hosts)
    if (host !== target) { checkHost(target, hosts) }
    checkOrigin(headers.get('origin'), host)
  }
}

/** The host, with its port, of an absolute URL. */
function hostIn (url: string): string {
  return HOST_IN_URL.exec(url)?.[1].toLowerCase() ?? ''
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
