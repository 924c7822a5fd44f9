import { toBase32 } from '../../model/bytes/index.ts'
import { topicTag } from '../../model/seal/index.ts'
import { TOPIC_PREFIX } from './constants.ts'
import type { ScopeKey } from '../../model/seal/index.ts'

/** The topic of a scope, by its id of 32 bytes. */
export function topicOf (scope: Uint8Array): string {
  return TOPIC_PREFIX + toBase32(scope)
}

/** The topic of a closed scope while a key of it is in use. Who does not know the key cannot tell the scope. */
export function closedTopicOf (scopeKey: ScopeKey): string {
  return topicOf(topicTag(scopeKey))
}
