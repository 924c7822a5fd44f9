/**
 * One node in a process of its own, which does what the process that forked it
 * asks for: each message names a task and is answered with its result.
 */
import { createFactMesh } from '../src/index.ts'
import { nextDraft, nextDrafts } from './facts.ts'
import type { PeerTasks } from './peer-process.ts'
import type { FactMesh, FactMeshInit } from '../src/index.ts'

const FACTS_PER_CALL = 10_000
const LISTEN = ['/ip4/127.0.0.1/tcp/0']

let node: FactMesh | undefined
const arrivals = new Map<string, number>()

function mesh (): FactMesh {
  if (node == null) {
    throw new TypeError('The first task of a peer is to open its node.')
  }

  return node
}

/** Milliseconds on a clock that all processes of this machine share. */
function nowMs (): number {
  return performance.timeOrigin + performance.now()
}

function publicScope (): { facts: number, root: string | null } {
  const [scope] = mesh().status().scopes.filter(({ name }) => name === 'public')

  return scope
}

const tasks: PeerTasks = {
  async open (init: FactMeshInit) {
    const started = performance.now()

    node = await createFactMesh({ listen: LISTEN, ...init })
    const ms = performance.now() - started

    node.addEventListener('bundle:receive', ({ detail: { bundle } }) => { arrivals.set(Buffer.from(bundle.hash).toString('hex'), nowMs()) })

    return { ms, address: node.multiaddrs().at(0) ?? '' }
  },

  async writeBulk (count) {
    for (let left = count; left > 0; left -= FACTS_PER_CALL) {
      await mesh().append(nextDrafts(Math.min(left, FACTS_PER_CALL)))
    }
  },

  async writeOneByOne (count) {
    for (let i = 0; i < count; i++) {
      await mesh().assert(nextDraft())
    }
  },

  /** Writes one fact, and tells when that began and which bundle it is in. */
  async writeTimed () {
    const { promise, resolve } = Promise.withResolvers<string>()
    const startedMs = nowMs()

    const onAppend = ({ detail: { bundle } }: CustomEvent<{ bundle: { hash: Uint8Array } }>): void => { resolve(Buffer.from(bundle.hash).toString('hex')) }

    mesh().addEventListener('bundle:append', onAppend)
    await mesh().assert(nextDraft())
    const hash = await promise

    mesh().removeEventListener('bundle:append', onAppend)

    return { hash, startedMs }
  },

  /** When a bundle was durable here, or undefined. */
  async arrival (hash) {
    return arrivals.get(hash)
  },

  /** Dials an address and waits for the first reconciliation that ends equal. */
  async catchUp (address) {
    const { promise, resolve } = Promise.withResolvers<{ turns: number, bytes: number }>()
    const started = performance.now()

    mesh().addEventListener('sync:complete', ({ detail: { result, turns, bytesIn, bytesOut } }) => {
      if (result === 'equal') {
        resolve({ turns, bytes: bytesIn + bytesOut })
      }
    })
    await mesh().addPeer(address)
    const run = await promise

    return { ...run, ms: performance.now() - started }
  },

  /** Reconciles with all peers now. */
  async syncNow () {
    const started = performance.now()
    const [{ result, turns, bytesIn, bytesOut, bundlesIn }] = await mesh().syncNow()

    return { result, turns, bytes: bytesIn + bytesOut, bundles: bundlesIn, ms: performance.now() - started }
  },

  async peers () {
    return mesh().status().peersConnected
  },

  async held () {
    return publicScope()
  },

  async memoryMb () {
    return process.memoryUsage.rss() / 2 ** 20
  },

  /** Processor time since the process began, all threads counted. */
  async busyMs () {
    const { user, system } = process.cpuUsage()

    return (user + system) / 1_000
  },

  async close () {
    await node?.stop()
    node = undefined
  }
}

process.on('message', (message: { id: number, task: keyof PeerTasks, argument: never }) => {
  tasks[message.task](message.argument).then(
    result => { process.send?.({ id: message.id, result }) },
    error => { process.send?.({ id: message.id, error: String(error?.stack ?? error) }) }
  )
})
