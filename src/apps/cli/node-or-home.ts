import { ApiUnreachableError } from '../../api/index.ts'
import { NoDaemonError } from '../daemon/index.ts'
import { connect } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import type { ApiClient } from '../../api/index.ts'

/** Where an answer comes from. */
export interface Askers<T> {
  ofNode (client: ApiClient): Promise<T>
  ofHome (door: typeof import('../../home.ts'), home: string): Promise<T>
}

/**
 * Asks the running node; when none answers, the files of the home.
 *
 * @throws {NoHomeError} when there is no home either.
 */
export async function ofNodeOrHome<T> (runtime: Runtime, { ofNode, ofHome }: Askers<T>): Promise<T> {
  try {
    const answer = await ofNode(await connect(runtime))
    tell(runtime, 'a node runs in this home, and was asked')
    return answer
  } catch (error) {
    const isStopped = error instanceof NoDaemonError || (error instanceof ApiUnreachableError && runtime.flags.api == null)
    if (!isStopped) { throw error }
  }
  const door = await import('../../home.ts')
  const holder = await door.homeHolder({ home: runtime.home })
  if (holder != null) { tell(runtime, `process ${holder} uses this home without an API: what it is writing may show as an unfinished tail`) }
  return ofHome(door, runtime.home)
}

function tell ({ isChatty, terminal }: Runtime, sentence: string): void {
  if (isChatty) { terminal.err(`${sentence}\n`) }
}
