import { createHandler } from '../api/index.ts'
import { createMesh } from '../mesh/index.ts'
import { peerTextOf } from '../network/wire/index.ts'
import { platform } from '../platform/index.ts'
import { DEFAULT_SEED, DEFAULT_SIZE, DEFAULT_STORAGE, DEFAULT_TEST_SYNC_INTERVAL_MS, DEFAULT_TOPOLOGY, DEFAULT_WAIT_TIMEOUT_MS, POLL_INTERVAL_MS, SKEW_MAX_MS, SYNC_INTERVAL_PER_LINK_MS } from './constants.ts'
import { LinkCutError, NodeDownError, NoSuchNodeError, NotConvergedError, SkewRangeError } from './errors.ts'
import { InvalidLinkError, LinkNetwork, linkTransport, NotLinkedError } from './link/index.ts'
import { Partition } from './partition.ts'
import { TestMachine } from './test-machine.ts'
import { jointsOf } from './topology.ts'
import type { Link, TestMesh, TestMeshInit, WaitOptions } from './interface.ts'
import type { Joint } from './topology.ts'
import type { FactMesh, FactMeshInit } from '../mesh/index.ts'
import type { Connection } from '@libp2p/interface'

/** One place of the mesh: a machine, and the node that runs on it now. */
interface Slot {
  readonly machine: TestMachine
  mesh: FactMesh | undefined
}

/** A test mesh whose nodes share this process. */
export class ProcessTestMesh implements TestMesh {
  readonly size: number
  private readonly init: TestMeshInit
  private readonly seed: number
  private readonly joints: Joint[]
  private readonly parting = new Partition()
  private readonly slots: Slot[] = []
  private readonly indexOf = new Map<string, number>()
  private readonly ourselves = platform()
  private readonly network: LinkNetwork

  constructor (init: TestMeshInit) {
    this.init = init
    this.size = init.size ?? DEFAULT_SIZE
    this.seed = init.seed ?? DEFAULT_SEED
    this.joints = jointsOf(init.topology ?? DEFAULT_TOPOLOGY, this.size)
    const { clock, timers } = this.ourselves
    this.network = new LinkNetwork({
      size: this.size,
      seed: this.seed,
      clock,
      timers,
      conditionsOf: init.link,
      onMend: (one, other) => { this.rejoin((dialler, listener) => isPair([one, other], dialler, listener)) }
    })
  }

  /** Makes all nodes and connects them as the topology says; when that fails, nothing is left. */
  async start (): Promise<void> {
    try {
      for (let index = 0; index < this.size; index++) {
        const storage = this.init.storage ?? DEFAULT_STORAGE
        this.slots.push({ machine: await TestMachine.make({ index, seed: this.seed, storage }), mesh: undefined })
        await this.startNode(index)
      }
      for (const [dialler, listener] of this.joints) { await this.join(dialler, listener) }
      await this.connected()
    } catch (error) {
      await this.stop().catch(() => {}) // the reason of the failed start is what matters
      throw error
    }
  }

  node (index: number): FactMesh {
    const { mesh } = this.slot(index)
    if (mesh == null) { throw new NodeDownError(index) }
    return mesh
  }

  link (from: number, to: number): Link {
    this.slot(from)
    this.slot(to)
    if (from === to) { throw new InvalidLinkError('to', 'a node has no link to itself') }
    if (!this.areLinked(from, to)) { throw new NotLinkedError(from, to) }
    return this.network.link(from, to)
  }

  skew (index: number, ms: number): void {
    const { machine } = this.slot(index)
    if (!Number.isSafeInteger(ms) || Math.abs(ms) > SKEW_MAX_MS) { throw new SkewRangeError(ms) }
    machine.skewMs = ms
  }

  partition (...groups: number[][]): void {
    this.parting.cut(groups)
    for (const [index, mesh] of this.running()) {
      for (const connection of mesh.libp2p.getConnections()) { this.cutIfParted(index, connection) }
    }
  }

  heal (): void {
    this.parting.heal()
    this.network.mend()
    this.rejoin(() => true)
  }

  async crash (index: number): Promise<void> {
    const slot = this.slot(index)
    const mesh = this.node(index)
    slot.mesh = undefined
    for (const connection of mesh.libp2p.getConnections()) { connection.abort(new NodeDownError(index)) }
    await slot.machine.cutPower(async () => mesh.stop())
  }

  async restart (index: number): Promise<FactMesh> {
    this.slot(index)
    const mesh = await this.startNode(index)
    for (const [dialler, listener] of this.joints) {
      if (dialler === index || listener === index) { await this.join(dialler, listener) }
    }
    return mesh
  }

  async converged (options: WaitOptions = {}): Promise<void> {
    await this.waitFor('converged', options, () => {
      const shared = this.running().flatMap(([, mesh]) => mesh.status().scopes.filter(({ root }) => root != null))
      const roots = new Map(shared.map(({ id, root }) => [id, root]))
      return shared.every(({ id, root, wanted }) => wanted === 0 && root === roots.get(id))
    })
  }

  async connected (options: WaitOptions = {}): Promise<void> {
    await this.waitFor('connected', options, () => {
      const accepted = this.slots.map(({ mesh }) => mesh == null ? undefined : acceptedBy(mesh))
      const areJoined = (one: number, other: number): boolean => {
        const [mesh, peers] = [this.slots[one].mesh, accepted[other]]
        return mesh == null || peers == null || peers.has(mesh.peerId)
      }
      return this.joints.every(([dialler, listener]) => {
        return !this.mayMeet(dialler, listener) || (areJoined(dialler, listener) && areJoined(listener, dialler))
      })
    })
  }

  async stop (): Promise<void> {
    this.network.close() // nobody has to say goodbye over a link that may be slow or cut
    const stops = await Promise.allSettled(this.running().map(async ([, mesh]) => { await mesh.stop() }))
    for (const slot of this.slots) {
      slot.mesh = undefined
      await slot.machine.remove()
    }
    const failed = stops.find(stop => stop.status === 'rejected')
    if (failed != null) { throw failed.reason }
  }

  private slot (index: number): Slot {
    if (!Number.isInteger(index) || index < 0 || index >= this.size) { throw new NoSuchNodeError(index, this.size) }
    return this.slots[index]
  }

  private areLinked (one: number, other: number): boolean {
    const isJoint = this.joints.some(([dialler, listener]) => isPair([one, other], dialler, listener))
    return isJoint || this.init.topology === 'none' || this.network.isDialled(one, other)
  }

  private mayMeet (one: number, other: number): boolean {
    return this.parting.allows(one, other) && !this.network.isCut(one, other)
  }

  private running (): Array<[number, FactMesh]> {
    return this.slots.flatMap(({ mesh }, index): Array<[number, FactMesh]> => mesh == null ? [] : [[index, mesh]])
  }

  private async startNode (index: number): Promise<FactMesh> {
    const { machine } = this.slots[index]
    const { listen = [], libp2p, ...own } = this.init.node?.(index) ?? {}
    const init: FactMeshInit = {
      home: machine.home,
      seed: machine.seed,
      platform: machine.boot(),
      dht: false,
      syncIntervalMs: this.init.syncIntervalMs ?? Math.max(DEFAULT_TEST_SYNC_INTERVAL_MS, this.joints.length * SYNC_INTERVAL_PER_LINK_MS),
      listen: libp2p?.transports == null ? [this.network.addressOf(index), ...listen] : listen,
      libp2p: {
        transports: [linkTransport(this.network, index)],
        allowConnection: peer => this.parting.allows(index, this.indexOf.get(peer) ?? index),
        ...libp2p
      },
      ...own
    }
    const mesh = await createMesh(init, mesh => createHandler(mesh, { auth: 'none' }))
    this.slots[index].mesh = mesh
    this.indexOf.set(mesh.peerId, index)
    mesh.libp2p.addEventListener('connection:open', ({ detail }) => { this.cutIfParted(index, detail) }) // it was being made during the cut
    return mesh
  }

  private async join (dialler: number, listener: number): Promise<void> {
    const [one, other] = [this.slots[dialler].mesh, this.slots[listener].mesh]
    if (one != null && other != null) { await one.addPeer(other.multiaddrs()[0]) }
  }

  /** Lets nodes dial each other as the topology says. */
  private rejoin (isMeant: (dialler: number, listener: number) => boolean): void {
    for (const [dialler, listener] of this.joints) {
      if (isMeant(dialler, listener)) { void this.join(dialler, listener) }
    }
  }

  private cutIfParted (index: number, connection: Connection): void {
    const other = this.indexOf.get(peerTextOf(connection.remotePeer))
    if (other != null && !this.parting.allows(index, other)) { connection.abort(new LinkCutError(index, other)) }
  }

  private async waitFor (what: string, options: WaitOptions, isMet: () => boolean): Promise<void> {
    const deadline = this.ourselves.clock.monotonicMs() + (options.timeoutMs ?? DEFAULT_WAIT_TIMEOUT_MS)
    while (!isMet()) {
      if (this.ourselves.clock.monotonicMs() > deadline) {
        throw new NotConvergedError(what, this.running().map(([index, mesh]) => stateOf(index, mesh)), this.seed)
      }
      await this.ourselves.timers.sleep(POLL_INTERVAL_MS)
    }
  }
}

function stateOf (index: number, mesh: FactMesh): string {
  const { scopes, peersConnected } = mesh.status()
  return `node ${index}: ${peersConnected} peers, ${scopes.map(({ name, facts, root }) => `${name} ${facts} facts ${root?.slice(0, 8) ?? ''}`).join(', ')}`
}

/** The peers that a node has accepted and is connected to. */
function acceptedBy (mesh: FactMesh): ReadonlySet<string> {
  return new Set(mesh.peers().filter(({ status }) => status === 'connected').map(({ peerId }) => peerId))
}

function isPair (pair: readonly [number, number], one: number, other: number): boolean {
  return pair.includes(one) && pair.includes(other) && one !== other
}
