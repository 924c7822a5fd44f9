import { keyedHash } from '../bytes/index.ts'
import type { ScopeKey } from './interface.ts'

const TOPIC = new TextEncoder().encode('topic')

/**
 * What names the topic of a closed scope while a key is in use, 32 bytes: keyed BLAKE3(key, "topic"). It is told to every
 * neighbour, and says neither the scope nor the key.
 */
export function topicTag ({ key }: Pick<ScopeKey, 'key'>): Uint8Array {
  return keyedHash(key)(TOPIC)
}
