import { packBundles, unpackParcel } from '../../../model/bundle/index.ts'
import { equalBytes } from '../../../model/bytes/index.ts'
import { rootProof } from '../../../storage/tree/index.ts'
import { part } from '../../wire/index.ts'
import { DECLINED_MAX, ENTRIES_PER_TURN_MAX, NARROW_BYTES, TAG_BYTES, TURNS_MAX, WANTS_PER_TURN_MAX, WIDE_BYTES } from '../constants.ts'
import { fault } from '../driver/form.ts'
import { encodeSyncFrame } from '../driver/frame-codec.ts'
import { splitFrame } from '../driver/split.ts'
import { scopeTag } from '../driver/tag.ts'
import { SyncFaultError } from '../errors.ts'
import { SyncChannel } from './channel.ts'
import { BundleIntake } from './intake.ts'
import { RunLedger } from './ledger.ts'
import { RunPace } from './pace.ts'
import { Round } from './round.ts'
import { RunScope } from './run-scope.ts'
import { countIn, sendBundles } from './sending.ts'
import { checkShare } from './share.ts'
import type { InitiateOptions, RespondOptions, SessionComponents, SessionEnd } from './interface.ts'
import type { RoundInit } from './round.ts'
import type { TransferComponents } from './sending.ts'
import type { TreeSnapshot } from '../../../storage/tree/index.ts'
import type { ByeCode, ByeFrame, Decline, EndFrame, HelloFrame, ListFrame, Standing, SyncFrame } from '../driver/interface.ts'

/**
 * One run, the same for both roles. The sides take turns strictly; a turn is a hello, which begins a
 * round, or a bye, or any number of facts, walk, want, decline and absent frames and one end. The side that hears a
 * standing and has nothing left compares roots and ends the run or begins the next round. Turns, rounds and the bytes
 * of walks are bounded, so a run ends whatever the peer sends. Whoever opened the stream closes it; a fault ends it.
 */
export class SyncSession {
  /** What the run moved so far. */
  public readonly ledger = new RunLedger()
  /** What travelled so far. */
  public readonly channel: SyncChannel
  /** Walks so far. */
  public rounds = 0
  /** Turns so far, both sides counted. */
  public turns = 0
  /** When it last went on. */
  public readonly pace: RunPace
  public readonly scope: RunScope
  private readonly components: SessionComponents
  private readonly transfer: TransferComponents
  private readonly intake: BundleIntake
  private round: Round | undefined
  private standing: Standing | undefined
  private sentBefore = 0
  private beganRun = false
  /** Whether we began the round with little, so that the peer may begin another one. */
  private isOpenQuietly = false

  constructor (components: SessionComponents) {
    this.components = components
    this.scope = new RunScope(components)
    this.channel = new SyncChannel(components.stream, this.ledger, { signal: components.signal, check: () => { this.scope.checkWord() } })
    this.transfer = { store: components.store, packing: components.packing ?? { pack: packBundles, unpack: unpackParcel }, ledger: this.ledger, scope: this.scope }
    this.intake = new BundleIntake(this.transfer, {
      peer: components.stream.peer,
      elsewhere: () => this.round === undefined ? 0 : this.standingNow().grown,
      check: () => { this.scope.checkTaking() }
    })
    this.pace = new RunPace(this.ledger, components.clock)
  }

  /**
   * Runs in a scope as the side that opened the stream.
   *
   * @throws {SyncFaultError} after the peer was told, and what the stream or the store throws
   */
  async initiate (scope: Uint8Array, { eager, sentBefore = 0 }: InitiateOptions = {}): Promise<SessionEnd> {
    this.begin(scope, sentBefore)

    return this.guarded(async () => {
      this.scope.check('push')
      this.beganRun = true

      return await this.beginRound(eager === true ? 'full' : 'quiet') ?? this.converse()
    })
  }

  /**
   * Hears the first frame as the side that was opened to, which may wait so many milliseconds for it. Throws as
   * {@link initiate} does.
   */
  async listen (timeoutMs?: number): Promise<HelloFrame> {
    return this.guarded(async () => {
      const frame = await this.channel.read(timeoutMs)
      this.pace.begin()
      this.takeTurn()

      return frame.type === 'hello' ? frame : fault('a run begins with a hello')
    })
  }

  /** Runs as the side that was opened to, after the hello that it heard. Throws as {@link initiate} does. */
  async respond (hello: HelloFrame, scope: Uint8Array, { settled, sentBefore = 0 }: RespondOptions = {}): Promise<SessionEnd> {
    this.begin(scope, sentBefore)

    return this.guarded(async () => {
      const ours = this.snapshot()?.root()
      const isSettled = settled !== undefined && ours !== undefined && equalBytes(ours, settled.ours) &&
        equalBytes(rootProof(hello.nonce, settled.theirs), hello.proof)

      return isSettled ? this.bye('partial', settled) : await this.answerHello(hello) ?? this.converse()
    })
  }

  /** Whether a hello that was heard is about the scope. */
  isAbout (hello: HelloFrame, scope: Uint8Array): boolean {
    return equalBytes(hello.tag, scopeTag(scope, hello.nonce, [this.components.stream.peer, this.components.self]))
  }

  /** Drops the stream without a word. */
  cut (error: Error): void {
    this.components.stream.abort(error)
  }

  /** Answers the hello with the reason why there is no run. Throws as {@link initiate} does. */
  async refuse (code: 'busy' | 'unknown'): Promise<void> {
    await this.guarded(async () => this.bye(code))
  }

  private async guarded <T> (run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      if (error instanceof SyncFaultError) {
        void this.breakOff(error)
      } else {
        this.components.stream.abort(error as Error)
      }

      // What came is kept, counted, and in the tree before the next run asks for the rest.
      await this.intake.drain()
      throw error
    }
  }

  /** Tells the peer why and drops the stream. Nobody waits for it, because the peer may not be listening. It never rejects. */
  private async breakOff (fault: SyncFaultError): Promise<void> {
    const { stream, timers } = this.components
    await part(stream, encodeSyncFrame({ type: 'bye', code: fault.code }), timers)
    stream.abort(fault)
  }

  private begin (scope: Uint8Array, sentBefore: number): void {
    this.scope.begin(scope)
    this.sentBefore = sentBefore
    this.ledger.limit(this.scope)
  }

  private async converse (): Promise<SessionEnd> {
    for (;;) {
      const last = await this.hearTurn()
      const end = last.type === 'bye' ? this.endOf(last) : await this.answer(last)

      if (end !== undefined) {
        return end
      }
    }
  }

  /** Reads a turn to its last frame, and waits until its bundles are in the tree. */
  private async hearTurn (): Promise<HelloFrame | EndFrame | ByeFrame> {
    this.takeTurn()

    for (let place = 0; ; place++) {
      const frame = await this.channel.read()
      this.pace.takeFrame()

      switch (frame.type) {
        case 'hello':
          if (place > 0 || !(this.isOpenQuietly || this.standing !== undefined)) {
            throw new SyncFaultError('malformed', 'a round begins before the last one is over')
          }
          return frame
        case 'end':
        case 'bye':
          await this.intake.settle()
          this.round?.conclude()
          this.isOpenQuietly = false
          return frame
        default:
          await this.hear(frame)
      }
    }
  }

  private async hear (frame: Exclude<SyncFrame, HelloFrame | EndFrame | ByeFrame>): Promise<void> {
    const round = this.openRound()

    switch (frame.type) {
      case 'facts': return this.intake.take(frame.parcels)
      case 'decline': return this.hearDeclines(frame.declines)
      case 'absent': return this.ledger.missThere(frame.hashes)
      default: round.hear(frame)
    }
  }

  /** Only the side that answers takes nothing: it need not begin runs. */
  private hearDeclines (declines: readonly Decline[]): void {
    this.ledger.declineThere(declines)

    if (this.ledger.isDeclinedWhole && !this.beganRun) { fault('a run that was begun takes nothing') }
  }

  private async answer (last: HelloFrame | EndFrame): Promise<SessionEnd | undefined> {
    if (last.type === 'hello') {
      return this.answerHello(last)
    }

    // What was declined is told first, so that the next round does not bring it again.
    if (last.standing !== undefined && this.openRound().idle && !this.ledger.owesWord) {
      return this.closeRound(last.standing)
    }

    return this.speak()
  }

  private async answerHello (hello: HelloFrame): Promise<SessionEnd | undefined> {
    const snapshot = this.snapshot()

    if (snapshot === undefined || !this.isAbout(hello, this.scope.id)) {
      return this.bye('unknown')
    }

    if (equalBytes(rootProof(hello.nonce, snapshot.root()), hello.proof)) {
      return this.bye('equal')
    }

    const { nonce, opening } = hello
    const round = this.startRound({ snapshot, nonce, bySketch: opening.kind !== 'walk', width: opening.kind === 'walk' ? opening.width : NARROW_BYTES })

    if (round.hearHello(hello, this.components.known?.find(this.scope.id, hello))) {
      return this.speak()
    }

    if (this.scope.takes) {
      return this.beginRound('full')
    }

    // A hello would be answered with bundles before the peer is told that we take none.
    round.beginWalk()

    return this.speak()
  }

  /** Begins a round as the side that speaks first. */
  private async beginRound (kind: 'quiet' | 'full' | 'narrow' | 'wide'): Promise<SessionEnd | undefined> {
    const { random, self, stream } = this.components
    const snapshot = this.snapshot()

    if (snapshot === undefined) {
      return this.bye('unknown')
    }

    this.takeTurn()
    const nonce = random.bytes(TAG_BYTES)
    const bySketch = kind === 'quiet' || kind === 'full'
    const round = this.startRound({ snapshot, nonce, bySketch, width: kind === 'wide' ? WIDE_BYTES : NARROW_BYTES })
    this.isOpenQuietly = kind === 'quiet'
    await this.channel.write(round.hello(kind, scopeTag(this.scope.id, nonce, [self, stream.peer])))

    return undefined
  }

  private startRound (init: RoundInit): Round {
    this.rounds++
    this.standing = undefined
    this.round = new Round(init, this.ledger)
    this.channel.lens = this.round.lens

    return this.round
  }

  /** Says everything that this side has to say now. */
  private async speak (): Promise<undefined> {
    this.takeTurn()
    await this.writeList({ type: 'decline', declines: this.ledger.takeDeclineOfAll() })
    await this.sendPushes()

    const { sketch, walk } = this.openRound()
    const asks = this.scope.takes && !this.ledger.isAbsentWhole
    const frames = (sketch?.takeFrames() ?? []).filter(({ type }) => asks || type !== 'request')
    const entries = walk.takeEntries(ENTRIES_PER_TURN_MAX)
    const wants = walk.takeWants(WANTS_PER_TURN_MAX).filter(() => asks)

    for (const frame of frames) {
      await this.channel.write(frame)
    }

    await this.writeList({ type: 'walk', entries })
    await this.writeList({ type: 'want', wants })
    await this.writeList({ type: 'decline', declines: this.ledger.takeDeclines(DECLINED_MAX) })
    await this.writeList({ type: 'absent', hashes: this.ledger.takeAbsent(DECLINED_MAX) })
    this.standing = frames.length + entries.length + wants.length === 0 ? this.standingNow() : undefined
    await this.channel.write({ type: 'end', standing: this.standing })

    return undefined
  }

  private async sendPushes (): Promise<void> {
    const round = this.openRound()
    const hashes = await round.takePushes(async request => this.components.store.keysByIdPrefix(this.scope.id, request))
    if (!this.scope.gives) {
      for (const hash of hashes) { this.ledger.missHere(hash) } // it asked before it heard that we give nothing
      return
    }

    await sendBundles(hashes, this.transfer, async parcels => {
      this.scope.check('pull')
      const inRun = this.ledger.bundlesOut + countIn(parcels)
      checkShare({ inRound: round.sent + countIn(parcels), inRun, lately: this.sentBefore + inRun }, round.snapshot.count)
      await this.channel.write({ type: 'facts', parcels })
    })
  }

  private async writeList (frame: ListFrame): Promise<void> {
    for (const part of splitFrame(frame)) {
      await this.channel.write(part)
    }
  }

  /** Neither side has anything left: the roots decide. */
  private async closeRound (theirs: Standing): Promise<SessionEnd | undefined> {
    const ours = this.standingNow()
    const outcome = this.openRound().outcome(ours, theirs, this.rounds)

    switch (outcome) {
      case 'again': return this.beginRound('full')
      case 'again-narrow': return this.beginRound('narrow')
      case 'again-wide': return this.beginRound('wide')
      case 'faulty': throw new SyncFaultError(outcome, 'the roots differ, and no difference was found below them')
      default: return this.bye(outcome, { ours: ours.root, theirs: theirs.root })
    }
  }

  private standingNow (): Standing {
    const round = this.openRound()

    return round.standing(this.snapshot() ?? round.snapshot)
  }

  private async bye (code: ByeCode, roots?: SessionEnd['roots']): Promise<SessionEnd> {
    this.checkWorth(code)
    this.turns++
    await this.channel.write({ type: 'bye', code, root: code === 'partial' ? roots?.ours : undefined })

    return this.endWith(code, roots)
  }

  private endOf ({ code, root }: ByeFrame): SessionEnd {
    this.checkWorth(code)
    const ours = this.standing?.root

    return this.endWith(code, ours === undefined || root === undefined ? undefined : { ours, theirs: root })
  }

  private endWith (code: ByeCode, roots?: SessionEnd['roots']): SessionEnd {
    const { retryAtMs } = this.ledger

    return code === 'equal' || code === 'partial' || code === 'moving'
      ? { result: code, roots: code === 'partial' ? roots : undefined, retryAtMs, isDear: this.isWasteful(code) }
      : { result: 'error', code, retryAtMs }
  }

  private snapshot (): TreeSnapshot | undefined {
    return this.components.store.snapshot(this.scope.id)
  }

  private openRound (): Round {
    return this.round ?? fault('a run begins with a hello')
  }

  private takeTurn (): void {
    this.pace.takeTurn()

    if (++this.turns > TURNS_MAX) {
      throw new SyncFaultError('limit', 'the run took too many turns')
    }
  }

  /**
   * A run that finds no end was worth its search, or something on this side explains it: we declined a bundle, have no
   * content, or got bundles from elsewhere. The word of the peer alone explains only what is cheap; that it takes or gives
   * nothing at all explains what is dear as well, and lets us wait longer before the next run.
   *
   * @throws {SyncFaultError}
   */
  private checkWorth (code: ByeCode): void {
    if (this.isWasteful(code) && !this.ledger.isDeclinedWhole && !this.ledger.isAbsentWhole) {
      throw new SyncFaultError('limit', 'the search cost more than what it moved')
    }
  }

  private isWasteful (code: ByeCode): boolean {
    return (code === 'moving' || code === 'partial') && this.round !== undefined && !this.ledger.explainedHere && this.channel.isWasteful(this.standingNow().grown)
  }
}
