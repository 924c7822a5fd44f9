import { fromBase32 } from '../../../model/bytes/index.ts'
import { decodeRefusal, isRefusal } from '../../../network/access/index.ts'
import { decodeSyncFrame, encodeSyncFrame, lensOf, scopeTag } from '../../../network/sync/index.ts'
import { StreamFailedError } from '../../../network/wire/index.ts'
import { rootProof } from '../../../storage/tree/index.ts'
import type { RunAnswer, RunWish } from './interface.ts'
import type { HelloFrame, SyncFrame } from '../../../network/sync/index.ts'
import type { WireStream } from '../../../network/wire/index.ts'

/** Nonce of the only hello: an attacker needs no chance in it. */
const NONCE = new Uint8Array(8)

/** Bytes of digests that travel: those of a walk that has something in common with nobody. */
const WIDTH = 8

const NO_ROOT = new Uint8Array(32)

/**
 * Plays one run of sync by hand on a stream that was just opened: a token as it is given, a hello of a set without
 * bundles, and then bundles that nobody judged. The answer is what the other side made of it.
 */
export async function playRun (stream: WireStream, peers: readonly [from: string, to: string], { token, scope, bundles = [] }: RunWish): Promise<RunAnswer> {
  const answer: RunAnswer = { parcels: 0, declines: [] }

  try {
    await stream.write(new TextEncoder().encode(token))
    await stream.write(encodeSyncFrame(helloOf(fromBase32(scope), peers)))

    if (await hearTurn(stream, answer) && bundles.length > 0) {
      await stream.write(encodeSyncFrame({ type: 'facts', parcels: bundles.map(bytes => ({ kind: 'bundle', bytes })) }))
      await stream.write(encodeSyncFrame({ type: 'end', standing: { count: bundles.length, root: NO_ROOT, taken: 0, grown: 0 } }))
      await hearTurn(stream, answer)
    }

    await stream.write(encodeSyncFrame({ type: 'bye', code: 'moving' }))
  } catch (error) {
    if (!(error instanceof StreamFailedError)) {
      throw error
    }
  } finally {
    await stream.close()
  }

  return answer
}

function helloOf (scope: Uint8Array, peers: readonly [from: string, to: string]): HelloFrame {
  const opening = { kind: 'walk' as const, width: WIDTH, entries: [] }

  return { type: 'hello', tag: scopeTag(scope, NONCE, peers), nonce: NONCE, count: 0, proof: rootProof(NONCE, NO_ROOT), opening }
}

/** Hears a turn to its end, and tells whether the run goes on. */
async function hearTurn (stream: WireStream, answer: RunAnswer): Promise<boolean> {
  for (let bytes = await stream.read(); bytes !== undefined; bytes = await stream.read()) {
    if (isRefusal(bytes)) {
      answer.refused = decodeRefusal(bytes).code
      return false
    }

    const frame = decodeSyncFrame(bytes, lensOf(NONCE, WIDTH))
    note(frame, answer)

    if (frame.type === 'bye') {
      return false
    }

    if (frame.type === 'end' || frame.type === 'hello') {
      return true
    }
  }

  return false
}

function note (frame: SyncFrame, answer: RunAnswer): void {
  if (frame.type === 'facts') {
    answer.parcels += frame.parcels.length
  } else if (frame.type === 'decline') {
    answer.declines.push(...frame.declines)
  } else if (frame.type === 'bye') {
    answer.bye = frame.code
  }
}
