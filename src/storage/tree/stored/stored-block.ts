/** Brings stored blocks into memory. */
export interface BlockSource<Loaded> {
  /** Reads a block that is not in memory and keeps it for a while. Throws TreeCorruptError. */
  load (block: StoredBlock<Loaded>): Loaded
}

/**
 * Stands in a tree for a block that has a row in the store. The block itself may be let go and read again; it is never
 * changed, a change takes a copy.
 */
export class StoredBlock<Loaded> {
  /** How many keys the block holds. */
  public readonly count: number
  /** The checkpoint that stored it and the hash of its record, 38 bytes. */
  public readonly address: Uint8Array
  /** The block while it is in memory. */
  public loaded: Loaded | undefined
  /** Whether somebody has used the block since the cache last looked. */
  public used: boolean
  /** Whether the store has the row; until then the block stays in memory. */
  public written: boolean
  private readonly source: BlockSource<Loaded>

  constructor (source: BlockSource<Loaded>, row: { count: number, address: Uint8Array, unwritten?: Loaded }) {
    this.source = source
    this.count = row.count
    this.address = row.address
    this.loaded = row.unwritten
    this.used = false
    this.written = row.unwritten == null
  }

  /** The block, read from the store when it is not in memory. Throws TreeCorruptError. */
  get (): Loaded {
    this.used = true

    return this.loaded ?? this.source.load(this)
  }
}
