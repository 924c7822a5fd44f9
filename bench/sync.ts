import { join } from 'node:path'
import { Relay } from '../test/fixtures/relay.ts'
import { medians, ROUNDS } from './bench.ts'
import { withPeers } from './peer-process.ts'
import { progress, progressEnds } from './progress.ts'
import { inScratch } from './scratch.ts'
import type { Bench, Row } from './bench.ts'
import type { PeerProcess } from './peer-process.ts'

const FACTS = 10_000
const MANY_FACTS = 100_000
const MILLION = 1_000_000
const DIFFERENCES = 100
const MB = 1_000_000
const POLL_MS = 1_000

/** Nodes that reconcile when they connect and when they are told to, never by themselves, and only with those they dial. */
const SETTINGS = { gossip: false, dht: false, syncIntervalMs: 3_600_000 }

type Write = 'writeBulk' | 'writeOneByOne'

/** A node that listens; answers its address. */
async function openWriter (peer: PeerProcess, home: string): Promise<string> {
  return (await peer.ask('open', { ...SETTINGS, home })).address
}

/** A node that dials through a relay and gets everything; answers the relay and what its copy took. */
async function openReader (peer: PeerProcess, home: string, address: string): Promise<{ relay: Relay, ms: number, turns: number, bytes: number }> {
  const relay = await Relay.open(address)

  await peer.ask('open', { ...SETTINGS, home, listen: [] })

  return { relay, ...await peer.ask('catchUp', relay.address) }
}

/** A round is a new reader that dials a writer and gets everything. */
async function freshCopies (write: Write, count: number): Promise<number[]> {
  return inScratch(async folder => withPeers(1 + ROUNDS, async ([writer, ...readers]) => {
    const address = await openWriter(writer, join(folder, 'writer'))
    const rounds: number[][] = []

    await writer.ask(write, count)

    for (const [i, reader] of readers.entries()) {
      const before = await writer.ask('busyMs') + await reader.ask('busyMs')
      const { relay, ms, turns, bytes } = await openReader(reader, join(folder, `reader-${i}`), address)
      const busyMs = await writer.ask('busyMs') + await reader.ask('busyMs') - before

      rounds.push([ms / 1_000, bytes / MB, turns, relay.passed().bytes / MB, busyMs / 1_000])
      relay.close()
    }

    return medians(rounds)
  }))
}

function freshCopy (write: Write, { seconds, megabytes }: { seconds: number, megabytes: number }): Bench {
  const what = `sync: fresh copy of 10,000 facts written ${write === 'writeBulk' ? 'in bulk' : 'one by one'}`

  return {
    rows: [
      { name: `${what}, time`, unit: 's', target: { atMost: seconds } },
      { name: `${what}, frames`, unit: 'MB', target: { atMost: megabytes } },
      { name: `${what}, turns`, unit: 'turns', target: { atMost: 8 } },
      { name: `${what}, whole wire`, unit: 'MB' },
      { name: `${what}, processor time of both`, unit: 's' }
    ],
    measure: async () => freshCopies(write, FACTS)
  }
}

/** Lets both sides of a connection have a run of their own, so that none of them has one due. */
async function settle (writer: PeerProcess, reader: PeerProcess): Promise<void> {
  await writer.ask('syncNow')
  await reader.ask('syncNow')
}

/** A run of two nodes that are connected, measured by the reader and at the relay. */
async function measureRun (reader: PeerProcess, relay: Relay): Promise<number[]> {
  relay.passed()
  const { ms, turns, bytes } = await reader.ask('syncNow')
  const wire = relay.passed()

  return [ms / 1_000, bytes / 1_000, turns, wire.bytes / 1_000, wire.turns]
}

function runRows (what: string, isTarget: boolean): Row[] {
  const target = (atMost: number): Row['target'] => isTarget ? { atMost } : undefined

  return [
    { name: `${what}, time`, unit: 's', target: target(0.03) },
    { name: `${what}, frames`, unit: 'kB', target: target(26) },
    { name: `${what}, turns`, unit: 'turns', target: target(4) },
    { name: `${what}, whole wire`, unit: 'kB' },
    { name: `${what}, turns on the wire`, unit: 'turns' }
  ]
}

/** Facts written by one of two nodes that were equal; and a run after that, with nothing to do. */
function resync (base: Write, write: Write): Bench {
  const words = { writeBulk: 'in bulk', writeOneByOne: 'one by one' }
  const what = `sync: re-sync of 100 ${words[write]} in 10,000 ${words[base]}`

  return {
    rows: [...runRows(what, write === 'writeOneByOne'), ...runRows(`sync: nothing new in 10,000 ${words[base]} after 100 ${words[write]}`, false)],
    measure: async () => inScratch(async folder => withPeers(2, async ([writer, reader]) => {
      const address = await openWriter(writer, join(folder, 'writer'))

      await writer.ask(base, FACTS)
      const { relay } = await openReader(reader, join(folder, 'reader'), address)
      const rounds: number[][] = []

      await settle(writer, reader)

      for (let i = 0; i < ROUNDS; i++) {
        await writer.ask(write, DIFFERENCES)
        rounds.push([...await measureRun(reader, relay), ...await measureRun(reader, relay)])
      }

      relay.close()

      return medians(rounds)
    }))
  }
}

/**
 * Facts that lie anywhere between those that both have. A second node writes them while the first one writes the others;
 * the readers copy the first node before it copies the second.
 */
async function measureSpread (): Promise<number[]> {
  return inScratch(async folder => withPeers(2 + ROUNDS, async ([writer, other, ...readers]) => {
    const address = await openWriter(writer, join(folder, 'writer'))
    const otherAddress = await openWriter(other, join(folder, 'other'))

    for (let i = 0; i < DIFFERENCES; i++) {
      await writer.ask('writeOneByOne', FACTS / DIFFERENCES - 1)
      await other.ask('writeOneByOne', 1)
    }

    const relays: Relay[] = []
    const rounds: number[][] = []

    for (const [i, reader] of readers.entries()) {
      const { relay } = await openReader(reader, join(folder, `reader-${i}`), address)

      relays.push(relay)
      await settle(writer, reader)
    }

    await writer.ask('catchUp', otherAddress)

    for (const [i, relay] of relays.entries()) {
      rounds.push(await measureRun(readers[i], relay))
      relay.close()
    }

    return medians(rounds)
  }))
}

/** One reader copies a million facts; answers the rate and its highest memory. */
async function measureMillion (): Promise<number[]> {
  return inScratch(async folder => withPeers(2, async ([writer, reader]) => {
    const address = await openWriter(writer, join(folder, 'writer'))

    for (let written = 0; written < MILLION; written += MANY_FACTS) {
      progress(`sync: ${written.toLocaleString('en')} facts written`)
      await writer.ask('writeBulk', MANY_FACTS)
    }

    const memory: number[] = []
    const poll = setInterval(() => {
      void Promise.all([reader.ask('memoryMb'), reader.ask('held')]).then(([mb, { facts }]) => {
        memory.push(mb)
        progress(`sync: ${facts.toLocaleString('en')} facts copied, ${mb.toFixed(0)} MB`)
      }, () => {})
    }, POLL_MS)
    const { relay, ms } = await openReader(reader, join(folder, 'reader'), address)

    clearInterval(poll)
    relay.close()
    memory.push(await reader.ask('memoryMb'))
    progressEnds()

    return [MILLION / ms * 1_000, Math.max(...memory)]
  }))
}

/** What it takes to make nodes equal, each in a process of its own, through a relay that counts. */
export const SYNC: readonly Bench[] = [
  freshCopy('writeBulk', { seconds: 0.2, megabytes: 2.1 }),
  freshCopy('writeOneByOne', { seconds: 0.8, megabytes: 3.5 }),
  {
    rows: [{ name: 'sync: fresh copy of 100,000 facts, durable and indexed', unit: 'per second', target: { atLeast: 50_000 } }],
    measure: async () => {
      const [seconds] = await freshCopies('writeBulk', MANY_FACTS)

      return [MANY_FACTS / seconds]
    }
  },
  {
    rows: [
      { name: 'sync: fresh copy of 1,000,000 facts, durable and indexed', unit: 'per second', target: { atLeast: 50_000 } },
      { name: 'sync: fresh copy of 1,000,000 facts, memory of the reader', unit: 'MB', target: { atMost: 300 } }
    ],
    large: true,
    measure: measureMillion
  },
  resync('writeBulk', 'writeOneByOne'),
  resync('writeBulk', 'writeBulk'),
  resync('writeOneByOne', 'writeOneByOne'),
  { rows: runRows('sync: re-sync of 100 one by one, spread, in 10,000 one by one', false), measure: measureSpread }
]
