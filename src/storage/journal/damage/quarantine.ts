import { QUARANTINE_BYTES_MAX, QUARANTINE_RANGES_MAX } from '../constants.ts'
import type { Files } from '../../../platform/interface.ts'
import type { JournalDamage, JournalRange } from '../interface.ts'
import type { Logger } from '@libp2p/interface'

/** Where copies go, and where their bytes come from. */
export interface QuarantineInit {
  readonly files: Files
  /** The folder of the copies. */
  readonly directory: string
  readonly log: Logger | undefined
  /** The bytes of a range; fewer where the file ends. */
  read (range: JournalRange): Promise<Uint8Array>
}

/**
 * Keeps copies of damaged bytes, each range in a file `<offset>-<length>.bin` and none twice, so that they can be looked
 * into after the journal went on without them. It is a help for people: a copy that fails hinders nothing, and there are
 * bounds to how many are made.
 */
export class Quarantine {
  private readonly init: QuarantineInit
  /** Names of the copies that are there. */
  private names: Set<string> | undefined
  private bytes = 0
  /** How many copies were asked for. */
  private asked = 0
  /** What is being copied now and all that waits for it. */
  private copying: Promise<void> = Promise.resolve()

  constructor (init: QuarantineInit) {
    this.init = init
  }

  /** Has a damaged range copied, some time later. What is missing, or was never read, has no bytes to copy. */
  keep ({ kind, offset, length }: JournalDamage): void {
    if ((kind === 'record' || kind === 'header') && this.asked++ < QUARANTINE_RANGES_MAX) {
      this.copying = this.copying.then(async () => this.copy({ offset, length })).catch(error => {
        this.init.log?.error('%d damaged bytes at offset %d could not be copied: %e', length, offset, error)
      })
    }
  }

  /** Resolves when all copies are made. */
  async idle (): Promise<void> {
    await this.copying
  }

  private async copy (range: JournalRange): Promise<void> {
    const { files, directory, log, read } = this.init
    const names = this.names ??= await this.present()
    const name = `${range.offset}-${range.length}.bin`

    if (names.has(name)) {
      return
    }
    if (names.size >= QUARANTINE_RANGES_MAX || this.bytes + range.length > QUARANTINE_BYTES_MAX) {
      log?.('no room in quarantine for %d damaged bytes at offset %d', range.length, range.offset)

      return
    }
    const bytes = await read(range)

    if (bytes.length > 0) {
      await files.writeFileAtomic(files.join(directory, name), bytes)
      names.add(name)
      this.bytes += range.length
    }
  }

  /** The copies that were made before. */
  private async present (): Promise<Set<string>> {
    const { files, directory } = this.init

    await files.makeDirectory(directory)
    const copies = (await files.list(directory)).filter(name => /^\d+-\d+\.bin$/.test(name))

    this.bytes = copies.reduce((sum, name) => sum + parseInt(name.slice(name.indexOf('-') + 1)), 0)

    return new Set(copies)
  }
}
