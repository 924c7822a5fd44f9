import { equalBytes } from '../../../model/bytes/index.ts'
import { noteViolation } from '../../peers/index.ts'
import { RESTING_ANSWER_MS, STREAM_IDLE_MS } from '../constants.ts'
import { RightsEndedError } from '../errors.ts'
import type { Admitted, HeldStream } from '../../access/index.ts'
import type { PeerText, WireStream } from '../../wire/index.ts'
import type { HelloFrame } from '../driver/interface.ts'
import type { SyncComponents } from '../interface.ts'
import type { ScopeRef } from '../pair.ts'
import type { RunRights } from './run-rights.ts'
import type { SyncSession } from '../session/session.ts'
import type { Logger } from '@libp2p/interface'

/** A run that a peer asks for. */
export interface AskedRun {
  readonly peer: PeerText
  readonly scope: ScopeRef
  readonly session: SyncSession
  readonly hello: HelloFrame
}

/** What visits stand on. */
export type VisitComponents = Pick<SyncComponents, 'access' | 'audit' | 'logger' | 'rights' | 'timers'>

/** What visits ask of whoever leads the runs. */
export interface VisitHost {
  readonly rights: RunRights
  /** Milliseconds for which a peer is not listened to. */
  restMs (peer: PeerText): number
  /** A session for one run. */
  sessionOn (stream: WireStream): SyncSession
  /** Notes what went wrong before the scope was known. */
  blame (peer: PeerText, error: unknown): void
  /** Answers one run, and tells whether another may follow it on the stream. It never rejects. */
  respond (run: AskedRun): Promise<boolean>
  /** Ends everything when the node stops. */
  signal (): AbortSignal
}

/**
 * The streams that peers opened. Runs follow each other on one; what is asked of a scope that the peer may not see, of one
 * that is not here, and of none at all is answered in the same way.
 */
export class Visits {
  private readonly components: VisitComponents
  private readonly host: VisitHost
  private readonly log: Logger
  /** The scope of the last run on each stream. */
  private readonly scopes = new Map<HeldStream, ScopeRef>()

  constructor (components: VisitComponents, host: VisitHost) {
    this.components = components
    this.host = host
    this.log = components.logger.forComponent('factmesh:sync')
  }

  /** Answers a stream to its end. A peer that rests is not listened to. */
  async receive (stream: WireStream): Promise<void> {
    if (await this.turnAway(stream)) {
      await stream.close()
      return
    }

    const admitted = await this.components.access.admit(stream)
    const held = admitted.stream

    try {
      for (let goesOn = true, isFirst = true; goesOn; isFirst = false) {
        goesOn = await this.answer(admitted, isFirst ? undefined : STREAM_IDLE_MS)
      }

      await held.close()
    } finally {
      this.scopes.delete(held)
    }
  }

  /** Drops the streams of a peer whose scope it may see no more. */
  cut (peer: PeerText): void {
    for (const [stream, { id }] of this.scopes) {
      if (stream.peer === peer && !this.host.rights.may('pull', peer, id)) {
        stream.abort(new RightsEndedError())
      }
    }
  }

  private async answer ({ scopes, stream }: Admitted, idleMs: number | undefined): Promise<boolean> {
    const { host } = this
    const session = host.sessionOn(stream)
    const hello = await session.listen(idleMs).catch((error: unknown) => { host.blame(stream.peer, error) })

    if (hello === undefined || await this.turnAway(stream)) {
      return false
    }

    const asked = scopes.find(id => session.isAbout(hello, id))
    const scope = asked && host.rights.given(stream.peer).find(({ id }) => equalBytes(id, asked))

    if (scope === undefined) {
      const { audit, rights } = this.components
      noteViolation({ audit, rights, log: this.log }, { direction: 'pull', peer: stream.peer, scope: asked, isNamed: asked !== undefined, via: 'sync' })
      await session.refuse('unknown')
      return false
    }

    this.scopes.set(stream, scope)

    return host.respond({ peer: stream.peer, scope, session, hello })
  }

  private async turnAway (stream: WireStream): Promise<boolean> {
    if (this.host.restMs(stream.peer) === 0) {
      return false
    }

    await this.components.timers.sleep(RESTING_ANSWER_MS, { signal: this.host.signal() })
    await this.host.sessionOn(stream).refuse('busy')

    return true
  }
}
