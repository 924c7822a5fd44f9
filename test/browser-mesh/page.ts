/**
 * What runs in the pages of these tests: the library, and the few calls that a test makes of it. A test reaches it as
 * `globalThis.page`; what goes in and out is plain data.
 */
import { createClient } from '../../src/api/client.ts'
import { createFactMesh } from '../../src/index.ts'
import { openTab } from '../../src/tabs/index.ts'
import type { FactDraft, FactMesh, FactMeshInit, PeerStatus } from '../../src/index.ts'
import type { MeshTab } from '../../src/tabs/index.ts'

let mesh: FactMesh | undefined
let tab: MeshTab | undefined
const longTasks: number[] = []
const answered: string[] = []

new PerformanceObserver(list => {
  longTasks.push(...list.getEntries().map(({ duration }) => duration))
}).observe({ type: 'longtask', buffered: true })

function asTab (): MeshTab {
  if (tab == null) { throw new TypeError('this page joined no tabs') }
  return tab
}

function running (): FactMesh {
  if (mesh == null) { throw new TypeError('the node of this page was not started') }
  return mesh
}

const calls = {
  start: async (init: FactMeshInit): Promise<string> => {
    mesh = await createFactMesh({ dht: false, ...init })
    return mesh.peerId
  },
  /** Joins the tabs that share a home. */
  join: (home: string): void => { tab = openTab({ home, dht: false }) },
  /** Whether this tab runs the node. */
  owns: (): boolean => tab?.mesh != null,
  /** Writes through whichever tab runs the node. */
  writeShared: async (from: number, count: number): Promise<string[]> => {
    const client = createClient({ url: 'http://localhost', fetch: async (input, init) => asTab().fetch(input as string, init) })
    const ids: string[] = []
    for (let number = from; number < from + count; number++) {
      ids.push((await client.assert({ entity: `thing:${number}`, relation: 'test:number', value: { type: 'number', v: number } })).id)
    }
    return ids
  },
  /** Sequences, by lane, of all facts that whichever tab runs the node holds; and contradictions of its author with itself. */
  chains: async (): Promise<{ facts: number, conflicts: number }> => {
    const client = createClient({ url: 'http://localhost', fetch: async (input, init) => asTab().fetch(input as string, init) })
    const [{ scopes }, { conflicts }] = await Promise.all([client.status(), client.conflicts({})])
    return { facts: scopes.find(({ scope }) => scope === 'public')?.facts ?? 0, conflicts: conflicts.length }
  },
  stop: async (): Promise<void> => running().stop(),
  ticket: (): string => running().ticket(),
  addresses: (): string[] => running().multiaddrs(),
  addPeer: async (address: string): Promise<void> => running().addPeer(address),
  write: async (drafts: FactDraft[]): Promise<string[]> => {
    const results = await running().append(drafts)
    return results.map(result => result.result === 'accept' ? result.record.id : result.code)
  },
  /** Writes one fact after another for as long as the page lives. */
  writeOn: async (): Promise<void> => {
    for (let number = 0; ; number++) {
      const { id } = await running().assert({ entity: `thing:${number}`, relation: 'test:number', value: { type: 'number', v: number } })
      answered.push(id)
    }
  },
  /** The ids of the facts that were answered for. */
  answered: (): string[] => answered,
  has: async (id: string): Promise<boolean> => await running().get(id) != null,
  facts: (): number => running().status().scopes.find(({ name }) => name === 'public')?.facts ?? 0,
  peers: (): PeerStatus[] => running().peers(),
  /** Remote addresses of the connections with a peer, and whether each is limited, as those through a relay are. */
  connections: (): Array<{ peer: string, address: string, limited: boolean }> => running().libp2p.getConnections().map(connection => {
    return { peer: connection.remotePeer.toString(), address: connection.remoteAddr.toString(), limited: connection.limits != null }
  }),
  longTasks: (): number[] => longTasks.splice(0)
}

/** The calls that a test may make. */
export type PageCalls = typeof calls

Object.assign(globalThis, { page: calls })
