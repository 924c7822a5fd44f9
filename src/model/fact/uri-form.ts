import { peerIdText, publicKeyOf } from '../identity/index.ts'
import { percentForm, upperTriplets } from './percent.ts'

/**
 * The rules of spelling that depend on tables of Unicode, which differ between runtimes.
 */
export interface Spelling {
  /** Composes characters (NFC). */
  compose (text: string): string
  /** Puts letters into lower case. */
  lower (text: string): string
  /** Removes blanks at both ends and replaces each run of inner ones. */
  joinBlanks (text: string): string
  /** Whether percent-encoded characters beyond ASCII are made plain. */
  readonly beyondAscii: boolean
}

/**
 * The normal form of a URI, or what keeps it from having one.
 */
export type UriForm = { readonly uri: string, readonly fault?: undefined } | { readonly uri?: undefined, readonly fault: string }

const PARTS = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/is
/** An IPv6 address as it stands in a URI, the one place for brackets. */
const IP_LITERAL = /^\[[0-9a-f:.]+\](?::[0-9]*)?$/
const PEER_ID_BASE58 = /^12D3KooW[1-9A-HJ-NP-Za-km-z]{44}$/

/**
 * Schemes whose URIs have no `//` and are still no short forms: what stands behind the colon keeps its case.
 */
const OPAQUE_SCHEMES = new Set([
  'data', 'did', 'doi', 'geo', 'magnet', 'mailto', 'news', 'ni', 'pkcs11', 'sip', 'sips', 'sms', 'tag', 'tel', 'urn',
  'xmpp'
])

/**
 * Brings one URI into its normal form. The text has no control characters and no blanks at its ends.
 */
export function uriForm (text: string, spelling: Spelling): UriForm {
  const parts = PARTS.exec(spelling.compose(text))

  if (parts === null) {
    return { fault: 'is not a URI: it has no scheme. Write it like `user:alice` or `stigmem://name/user/alice`.' }
  }

  const scheme = parts[1].toLowerCase()
  const authority: string | undefined = parts[2]
  const rest = `${parts[3]}${parts[4] ?? ''}${parts[5] ?? ''}`

  if (scheme !== 'stigmem' && (authority !== undefined || OPAQUE_SCHEMES.has(scheme))) {
    return foreignForm(`${scheme}:`, parts, spelling)
  }

  if (authority === undefined) {
    return segmentsForm(`${scheme}:`, rest, spelling)
  }

  if (!rest.startsWith('/')) {
    return { fault: 'ends behind its authority. Write `stigmem://authority/type/id`.' }
  }

  if (authority === '') {
    return { fault: 'names nobody between `stigmem://` and the next slash. Put a name or a peer id there.' }
  }

  return segmentsForm(`stigmem://${segmentForm(authority, spelling)}/`, rest.slice(1), spelling)
}

/**
 * The path of a `stigmem:` URI or of a short form. Here `?` and `#` are ordinary characters of an id.
 */
function segmentsForm (start: string, path: string, spelling: Spelling): UriForm {
  const segments = path.split('/').map(segment => segmentForm(segment, spelling))

  if (segments.includes('')) {
    return { fault: 'has an empty path segment. Write one slash between two names, and none at the end.' }
  }

  if (segments.includes('.') || segments.includes('..')) {
    return { fault: 'has a path segment `.` or `..`. Write the whole path.' }
  }

  return { uri: start + segments.join('/') }
}

function segmentForm (segment: string, spelling: Spelling): string {
  // Base58 tells upper from lower case, so it is read before the case is folded.
  const publicKey = PEER_ID_BASE58.test(segment) ? publicKeyOf(segment) : undefined

  if (publicKey !== undefined) {
    return peerIdText(publicKey)
  }

  return upperTriplets(spelling.lower(percentForm(spelling.joinBlanks(segment), spelling.beyondAscii)))
}

/**
 * A URI of another scheme: syntax-based normalisation of RFC 3986 §6.2.2 and nothing more.
 */
function foreignForm (start: string, parts: RegExpExecArray, spelling: Spelling): UriForm {
  const authority: string | undefined = parts[2]
  const path = percentForm(parts[3], false)
  const tail = percentForm(parts[4] ?? '', false) + fragmentForm(parts[5] ?? '')

  if (authority === undefined) {
    return path === '' ? { fault: 'ends behind its scheme. Say what it names.' } : { uri: start + path + tail }
  }

  return { uri: `${start}//${authorityForm(authority, spelling)}${withoutDots(path)}${tail}` }
}

function fragmentForm (fragment: string): string {
  return fragment === '' ? '' : `#${percentForm(fragment.slice(1), false).replaceAll('#', '%23')}`
}

function authorityForm (authority: string, spelling: Spelling): string {
  const at = authority.lastIndexOf('@') + 1
  const host = spelling.lower(authority.slice(at))

  return percentForm(authority.slice(0, at), false) + (IP_LITERAL.test(host) ? host : hostForm(host, spelling))
}

function hostForm (host: string, spelling: Spelling): string {
  return upperTriplets(spelling.lower(percentForm(host, false)))
}

/**
 * Removes the segments `.` and `..` of an absolute path (RFC 3986 §5.2.4).
 */
function withoutDots (path: string): string {
  const segments = path.split('/')
  const kept: string[] = []

  for (const [i, segment] of segments.entries()) {
    if (segment !== '.' && segment !== '..') {
      kept.push(segment)
      continue
    }

    if (segment === '..' && kept.length > 1) {
      kept.pop()
    }

    if (i === segments.length - 1) {
      kept.push('')
    }
  }

  return kept.join('/')
}
