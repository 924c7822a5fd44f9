import { PARTING_FRAMES_MAX, PARTING_MS } from './constants.ts'
import type { WireStream } from './interface.ts'
import type { Timers } from '../../platform/interface.ts'

/**
 * Says a last word on a stream, and waits until the peer has ended it or a short time has passed, so that a slow peer hears
 * the word before the stream is dropped. What the peer still sends, as far as it can have been under way, is not looked at. It never rejects.
 */
export async function part (stream: WireStream, word: Uint8Array, timers: Timers): Promise<void> {
  const late = new AbortController()
  const timer = timers.after(PARTING_MS, () => { late.abort() })
  const { signal } = late

  try {
    await stream.write(word, { signal })
    await stream.close()

    for (let frames = 0; frames < PARTING_FRAMES_MAX && await stream.read({ signal }) !== undefined; frames++) {
      // It goes nowhere.
    }
  } catch {
    // Either the time is over, or the stream is gone.
  } finally {
    timer.cancel()
  }
}
