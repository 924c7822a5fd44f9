import { toHex } from '../../src/model/bytes/index.ts'
import { NotEqualError } from './pair.ts'
import type { Cost } from './cell.ts'
import type { KeySets } from './pair.ts'
import type { TreeSnapshot } from '../../src/storage/tree/index.ts'

/** A set as the package takes it. */
interface Storage {
  items: Array<{ timestamp: number, id: Uint8Array }>
  seal (): void
}

/** One side of a run. Messages are hexadecimal; null ends the run. */
interface Reconciler {
  initiate (): string
  reconcile (message: string, onHave: (id: string) => void, onNeed: (id: string) => void): string | null
}

/** The part of nostr-tools that is used. The package does not name it among its exports. */
interface Module {
  readonly NegentropyStorageVector: new () => Storage
  readonly Negentropy: new (storage: Storage, frameSizeLimit: number) => Reconciler
}

/** Messages are not cut, so that they take as few turns as they can. */
const FRAME_BYTES_MAX = 2 ** 40
const ID_BYTES = 32

const FILE = new URL('../../node_modules/nostr-tools/lib/esm/nip77.js', import.meta.url)

/**
 * What the implementation of negentropy in nostr-tools needs. Its numbers are of 32 bits, so stamps are cut to seconds.
 * Of a list of ids it tells what to send and what to ask for to the side that hears it; asking costs 32 bytes each.
 */
export async function negentropy (sets: KeySets, differences: number): Promise<Cost> {
  const { Negentropy } = await load()
  const sides = await Promise.all([sets.ours, sets.theirs].map(async set => new Negentropy(await storageOf(set), FRAME_BYTES_MAX)))
  const sent = new Set<string>()
  const asked = new Set<string>()
  let bytes = 0
  let flights = 0
  const started = performance.now()

  for (let message: string | null = sides[0].initiate(); message !== null;) {
    bytes += message.length / 2
    flights++
    message = sides[flights % 2].reconcile(message, id => { sent.add(id) }, id => { asked.add(id) })
  }

  const ms = performance.now() - started

  if (sent.size + asked.size !== differences) {
    throw new NotEqualError('negentropy', `${sent.size + asked.size} of ${differences}`)
  }

  // Whoever found a difference asks for it, and is answered.
  return { bytes: bytes + asked.size * ID_BYTES, flights: flights + (differences === 0 ? 1 : 2), ms }
}

async function load (): Promise<Module> {
  return import(FILE.href)
}

async function storageOf (set: TreeSnapshot): Promise<Storage> {
  const { NegentropyStorageVector } = await load()
  const storage = new NegentropyStorageVector()

  for (const key of set.keys()) {
    storage.items.push({ timestamp: Math.floor(Number.parseInt(toHex(key.subarray(0, 6)), 16) / 1_000), id: key.slice(8) })
  }

  storage.seal()

  return storage
}
