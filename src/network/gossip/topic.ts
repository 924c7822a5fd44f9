import { toBase32 } from '../../model/bytes/index.ts'
import { TOPIC_PREFIX } from './constants.ts'

/** The topic of a scope, by its id of 32 bytes. */
export function topicOf (scope: Uint8Array): string {
  return TOPIC_PREFIX + toBase32(scope)
}
