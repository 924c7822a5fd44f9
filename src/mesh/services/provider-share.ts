import { PROVIDER_RECORDS_MAX, PROVIDER_RECORDS_PER_PEER_MAX } from '../constants.ts'
import { ProviderShareError } from '../errors.ts'
import type { PeerId } from '@libp2p/interface'
import type { Datastore, Key } from 'interface-datastore'

/** Where the hash table keeps provider records: `/dht/provider/<key>/<peer>`. */
const PROVIDERS = '/dht/provider'

/** Counts the provider records that the hash table keeps, in all and by peer, and tells whether there is room for one more. */
export class ProviderShare {
  private readonly datastore: Pick<Datastore, 'queryKeys'>
  private readonly self: string
  private readonly peers = new Map<string, number>()
  private loading: Promise<Set<string>> | undefined

  constructor (datastore: Pick<Datastore, 'queryKeys'>, self: PeerId) {
    this.datastore = datastore
    this.self = self.toString()
  }

  /**
   * Counts a record that is about to be written. A record that is there already, and our own, always have room.
   *
   * @throws {ProviderShareError}
   */
  async take (key: Key): Promise<void> {
    const records = await this.records()
    const name = key.toString()
    const peer = key.name()
    if (!name.startsWith(`${PROVIDERS}/`) || records.has(name)) { return }
    const isFull = records.size >= PROVIDER_RECORDS_MAX || (this.peers.get(peer) ?? 0) >= PROVIDER_RECORDS_PER_PEER_MAX
    if (isFull && peer !== this.self) { throw new ProviderShareError() }
    this.count(records, name, peer)
  }

  /** Gives the room of a record back. */
  async giveBack (key: Key): Promise<void> {
    const records = await this.records()
    const left = (this.peers.get(key.name()) ?? 0) - 1
    if (!records.delete(key.toString())) { return }
    if (left > 0) {
      this.peers.set(key.name(), left)
    } else {
      this.peers.delete(key.name())
    }
  }

  /** Names of all records, read from the datastore at first. */
  private async records (): Promise<Set<string>> {
    this.loading ??= this.load()
    return this.loading
  }

  private async load (): Promise<Set<string>> {
    const records = new Set<string>()
    for await (const key of this.datastore.queryKeys({ prefix: PROVIDERS })) { this.count(records, key.toString(), key.name()) }
    return records
  }

  private count (records: Set<string>, name: string, peer: string): void {
    records.add(name)
    this.peers.set(peer, (this.peers.get(peer) ?? 0) + 1)
  }
}

/** The datastore, with writes and removals of provider records counted by the share. */
export function shareDatastore (datastore: Datastore, share: ProviderShare): Datastore {
  const put: Datastore['put'] = async (key, value, options) => {
    await share.take(key)
    return datastore.put(key, value, options)
  }
  const remove: Datastore['delete'] = async (key, options) => {
    await share.giveBack(key)
    await datastore.delete(key, options)
  }
  return new Proxy(datastore, {
    get (target, name) {
      if (name === 'put') { return put }
      if (name === 'delete') { return remove }
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    }
  })
}
