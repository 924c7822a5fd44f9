import { blake3, equalSecrets, toBase32 } from '../../model/bytes/index.ts'
import { API_RIGHTS, OWN_TOKEN_NAME } from '../../replica/record/index.ts'
import { InvalidConfigError } from '../errors.ts'
import {
  DEFAULT_TOKEN_LIFE_MS, TOKEN_ID_BYTES, TOKEN_KEPT_MS, TOKEN_LIFE_MS_MAX, TOKEN_LIFE_MS_MIN, TOKEN_NAME_FORM, TOKEN_PREFIX, TOKEN_SECRET_BYTES
} from './constants.ts'
import type { IssuedToken, MeshTokens, TokenDraft, TokenRecord, TokenVerdict } from './interface.ts'
import type { Platform } from '../../platform/index.ts'
import type { AuditLog } from '../../replica/audit/index.ts'
import type { LocalRecords } from '../../replica/local/index.ts'
import type { ApiToken } from '../../replica/record/index.ts'

/** What the book stands on. */
export interface TokenBookComponents {
  readonly records: LocalRecords['tokens']
  readonly audit: Pick<AuditLog, 'append'>
  readonly clock: Pick<Platform['clock'], 'nowMs'>
  readonly random: Pick<Platform['random'], 'bytes'>
}

/** Compared with when nobody knows a token, so that this costs the same. */
const NO_HASH = new Uint8Array(32)

const encoder = new TextEncoder()

/**
 * Tokens by their hashes. The id of a token is the beginning of its hash, so a token finds its record by itself, and who
 * knows the id knows nothing of the token.
 */
export class TokenBook implements MeshTokens {
  private readonly components: TokenBookComponents

  constructor (components: TokenBookComponents) {
    this.components = components
  }

  async issue ({ name, rights = ['read'], lifeMs = DEFAULT_TOKEN_LIFE_MS, actor }: TokenDraft = {}): Promise<IssuedToken> {
    checkDraft({ name, rights, lifeMs })
    const { audit, clock, random, records } = this.components
    const token = TOKEN_PREFIX + toBase32(random.bytes(TOKEN_SECRET_BYTES))
    const hash = hashOf(token)
    const id = idOf(hash)
    const createdMs = clock.nowMs()
    const stored = { hash, name: name ?? id, rights: API_RIGHTS.filter(right => rights.includes(right)), createdMs, untilMs: createdMs + lifeMs }

    await this.forgetOld(createdMs)
    await records.put(id, stored)
    await audit.append({ type: 'token_issue', actor, detail: { token: id, name: stored.name, rights: stored.rights, until: stored.untilMs } })

    return { ...recordOf(id, stored, createdMs), token }
  }

  list (): TokenRecord[] {
    const nowMs = this.components.clock.nowMs()
    return this.components.records.all().map(([id, stored]) => recordOf(id, stored, nowMs))
  }

  async revoke (id: string, actor?: string): Promise<boolean> {
    const { audit, clock, records } = this.components
    const stored = records.get(id)

    if (stored != null && stored.revokedMs == null) {
      await records.put(id, { ...stored, revokedMs: clock.nowMs() })
      await audit.append({ type: 'token_revoke', actor, detail: { token: id, name: stored.name } })
    }

    return stored != null
  }

  judge (token: string): TokenVerdict {
    const hash = hashOf(token)
    const id = idOf(hash)
    const stored = this.components.records.get(id)
    const isKnown = equalSecrets(hash, stored?.hash ?? NO_HASH)
    const record = stored == null || !isKnown ? undefined : recordOf(id, stored, this.components.clock.nowMs())

    return { result: record?.state ?? 'unknown', record }
  }

  /** Takes away what ended long ago. Should the disk bring such a record back, its token has ended all the same. */
  private async forgetOld (nowMs: number): Promise<void> {
    for (const [id, { untilMs }] of this.components.records.all()) {
      if (untilMs != null && untilMs + TOKEN_KEPT_MS <= nowMs) { await this.components.records.remove(id) }
    }
  }
}

/** BLAKE3-256 of the text of a token. */
function hashOf (token: string): Uint8Array {
  return blake3(encoder.encode(token))
}

function idOf (hash: Uint8Array): string {
  return toBase32(hash.subarray(0, TOKEN_ID_BYTES))
}

/** A record without an end was not written here, so it has ended. */
function recordOf (id: string, { name, rights, createdMs, untilMs = 0, revokedMs }: ApiToken, nowMs: number): TokenRecord {
  const unrevoked = nowMs < untilMs ? 'live' : 'expired'
  return { id, name, rights: API_RIGHTS.filter(right => rights.includes(right)), createdMs, untilMs, state: revokedMs == null ? unrevoked : 'revoked' }
}

function checkDraft ({ name, rights, lifeMs }: Required<Pick<TokenDraft, 'rights' | 'lifeMs'>> & Pick<TokenDraft, 'name'>): void {
  if (name != null && (!TOKEN_NAME_FORM.test(name) || name === OWN_TOKEN_NAME)) {
    throw new InvalidConfigError('name', `it is not 1 to 64 letters, digits and . _ @ - that begin with a letter or digit, or it is ${OWN_TOKEN_NAME}`)
  }
  if (rights.length === 0 || rights.some(right => !API_RIGHTS.includes(right))) {
    throw new InvalidConfigError('rights', `they are one or more of ${API_RIGHTS.join(', ')}`)
  }
  if (!Number.isSafeInteger(lifeMs) || lifeMs < TOKEN_LIFE_MS_MIN || lifeMs > TOKEN_LIFE_MS_MAX) {
    throw new InvalidConfigError('lifeMs', 'it is a whole number of milliseconds from a second to 90 days')
  }
}
