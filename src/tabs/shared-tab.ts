import { TabGoneError } from './errors.ts'
import { TabFollower } from './follower.ts'
import { TabOwner } from './owner.ts'
import type { MeshTab, TabMessage } from './interface.ts'
import type { FactMesh } from '../index.ts'

/** What a tab stands on. */
export interface SharedTabComponents {
  /** Reaches the other tabs. */
  readonly channel: BroadcastChannel
  readonly locks: Pick<LockManager, 'request'>
  /** Starts the node; called once this tab is the one to run it. */
  start (): Promise<FactMesh>
}

/**
 * A tab that runs the node, or follows the one that does. All tabs wait for one lock: who has it runs the node, and the
 * browser hands it to the next when that tab ends, however it ends. A lock of each tab's own tells others when it is gone.
 */
export class SharedTab implements MeshTab {
  readonly owned: Promise<FactMesh>
  mesh: FactMesh | undefined
  private readonly components: SharedTabComponents
  private readonly home: string
  private readonly name: string
  private readonly follower: TabFollower
  private owner: TabOwner | undefined
  /** Whether it is this tab's turn to run the node, also while that starts. */
  private isOwner = false
  private readonly closing = new AbortController()
  private readonly ended = Promise.withResolvers<void>()
  private turn: Promise<void> = Promise.resolve()

  constructor (components: SharedTabComponents, { home, name }: { home: string, name: string }) {
    this.components = components
    this.home = home
    this.name = name
    this.follower = new TabFollower(components, name)
    components.channel.onmessage = ({ data }: MessageEvent<TabMessage>) => { this.take(data) }
    this.hold(this.lockOf(name), async () => this.ended.promise).catch(() => {}) // it is never refused, only ended
    const { promise, resolve, reject } = Promise.withResolvers<FactMesh>()
    this.owned = promise
    this.owned.catch(() => {}) // whoever waits for it is told
    this.turn = this.hold(`factmesh node ${home}`, async () => this.own(resolve)).catch(reject)
  }

  async fetch (input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (this.closing.signal.aborted) { throw new TabGoneError('this tab was closed') }
    if (!this.isOwner) { await Promise.race([this.follower.met, this.owned]) }
    const request = input instanceof Request ? input : new Request(new URL(input, 'http://localhost'), init)
    return this.isOwner ? (await this.owned).fetch(request) : this.follower.fetch(request)
  }

  async close (): Promise<void> {
    this.closing.abort()
    this.ended.resolve()
    await this.turn
    this.follower.lose('this tab was closed')
    this.components.channel.close()
  }

  /** Runs the node until this tab is closed. */
  private async own (started: (mesh: FactMesh) => void): Promise<void> {
    const { channel, start } = this.components
    this.isOwner = true
    this.follower.lose()
    const mesh = await start()
    try {
      this.owner = new TabOwner({ channel, mesh, gone: async tab => this.hold(this.lockOf(tab), async () => {}).catch(() => {}) })
      this.mesh = mesh
      this.announce()
      started(mesh)
      await this.ended.promise
    } finally {
      this.owner?.stop()
      this.mesh = undefined
      await mesh.stop()
    }
  }

  private take (message: TabMessage): void {
    if (this.owner == null) {
      this.follower.take(message)
    } else if (message.type === 'who') {
      this.announce()
    } else {
      this.owner.take(message)
    }
  }

  private announce (): void {
    this.components.channel.postMessage({ type: 'owner', name: this.name } satisfies TabMessage)
  }

  private lockOf (tab: string): string {
    return `factmesh tab ${this.home} ${tab}`
  }

  private async hold (lock: string, call: () => Promise<void>): Promise<void> {
    await this.components.locks.request(lock, { signal: this.closing.signal }, call)
  }
}
