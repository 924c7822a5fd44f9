import { blake3, equalSecrets } from '../../model/bytes/index.ts'
import { allows, OWN_TOKEN_NAME } from '../../replica/record/index.ts'
import { MissingTokenError, ProblemError } from '../errors.ts'
import { noteRejection } from './notes.ts'
import type { Caller, HandlerInit } from '../interface.ts'
import type { Admission } from './interface.ts'
import type { FactMesh, TokenVerdict } from '../../mesh/interface.ts'
import type { RouteRight } from '../http/route.ts'

const BEARER_FORM = /^bearer +([\x21-\x7e]+) *$/i

const encoder = new TextEncoder()

const EVERYBODY: Admission = { rights: ['admin'] }
const OWNER: Admission = { caller: OWN_TOKEN_NAME, actor: OWN_TOKEN_NAME, rights: ['admin'] }
const STRANGER: Admission = { rights: [] }

/**
 * Decides what a request may do by its token. Default deny: a route that is not public needs a right, and what is no route
 * needs a token. The answer is the same for a token that is missing, unknown, ended or revoked, and takes as long; only the
 * audit log knows the difference.
 */
export class Gate {
  private readonly mesh: FactMesh
  private readonly init: HandlerInit
  private readonly ownHash: Uint8Array | undefined

  /** @throws {MissingTokenError} when tokens are asked for and the handler has none. */
  constructor (mesh: FactMesh, init: HandlerInit) {
    this.mesh = mesh
    this.init = init
    this.ownHash = init.auth === 'none' ? undefined : blake3(encoder.encode(requireToken(init.token)))
  }

  /** Finds out who sends a request. Both kinds of tokens are looked at, whatever the first look brings. */
  admit ({ headers }: Pick<Request, 'headers'>): Admission {
    if (this.ownHash == null) { return EVERYBODY }
    const token = BEARER_FORM.exec(headers.get('authorization') ?? '')?.[1]
    if (token == null) { return STRANGER }
    const isOwn = equalSecrets(blake3(encoder.encode(token)), this.ownHash)
    const verdict = this.mesh.tokens.judge(token)
    return isOwn ? OWNER : this.admissionOf(token, verdict)
  }

  /**
   * Lets a request pass that may do what it needs: nothing for a public route, a right for any other, and some token where
   * there is no route. A token that is missing or does not pass is noted.
   *
   * @throws {ProblemError} `unauthorized`, or `missing_right` with the name of the right.
   */
  demand (admission: Admission, needed: RouteRight | 'token', caller: Caller): void {
    if (needed === 'public') { return }
    const { rights, rejected } = admission
    if (rights.length === 0) {
      noteRejection(this.mesh, { admission, reason: rejected?.result ?? 'missing', caller }, this.init)
      throw new ProblemError('unauthorized', 'This path needs a bearer token of the node.', { headers: { 'www-authenticate': 'Bearer realm="factmesh"' } })
    }
    if (needed !== 'token' && !allows(rights, needed)) {
      noteRejection(this.mesh, { admission, reason: 'missing_right', caller }, this.init)
      throw new ProblemError('missing_right', `This path needs the right "${needed}"; the token has ${rights.map(right => `"${right}"`).join(', ')}.`, {
        headers: { 'www-authenticate': `Bearer realm="factmesh", error="insufficient_scope", scope="${needed}"` }
      })
    }
  }

  private admissionOf (token: string, verdict: TokenVerdict): Admission {
    const { result, record } = verdict
    return result === 'live' && record != null
      ? { caller: record.id, actor: record.name, rights: record.rights, isGood: () => this.mesh.tokens.judge(token).result === 'live' }
      : { ...STRANGER, actor: record?.name, rejected: verdict }
  }
}

function requireToken (token: string | undefined): string {
  if (token == null || token === '') { throw new MissingTokenError() }
  return token
}
