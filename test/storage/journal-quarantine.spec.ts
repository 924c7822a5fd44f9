import { expect } from 'aegir/chai'
import { MemoryFiles, tableCrc32c } from '../../src/platform/index.ts'
import { segmentedJournal } from '../../src/storage/journal/index.ts'
import { imageOf, JOURNAL_DIRECTORY, payloadOf, plantSegment, recordsOf } from '../fixtures/journal.ts'
import type { FilesFault } from '../../src/platform/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

const QUARANTINE = '/home/quarantine'

/** An image of records of one size, some of which are damaged. */
function damagedImage (base: number, size: number, damaged: boolean[]): Uint8Array {
  const image = imageOf({ base, salt: 3, payloads: damaged.map((_, index) => payloadOf(index, size)) })

  damaged.forEach((isDamaged, index) => { image[32 + index * (size + 40) + 20] ^= isDamaged ? 1 : 0 })

  return image
}

describe('journal: quarantine', () => {
  let writes: string[]
  let fault: FilesFault | undefined
  let files: MemoryFiles

  beforeEach(() => {
    writes = []
    fault = undefined
    files = new MemoryFiles({
      fault: ({ name, path }) => {
        if (name === 'writeFileAtomic' && path.startsWith(QUARANTINE)) {
          writes.push(path.slice(QUARANTINE.length + 1))

          return fault
        }
      }
    })
  })

  function journalHere (): Journal {
    return segmentedJournal()({ files, crc32c: tableCrc32c(), directory: JOURNAL_DIRECTORY, quarantine: QUARANTINE })
  }

  it('copies what a start, a reading and a verification meet, once and durably', async () => {
    const old = damagedImage(0, 10, [false, true, true, false])
    const newest = damagedImage(old.length, 20, [true, false, false])
    let journal = journalHere()

    await plantSegment(files, 0, old)
    await plantSegment(files, old.length, newest)
    await journal.start()
    await recordsOf(journal)
    await journal.verify()
    await journal.stop()
    expect(writes).to.deep.equal([`${old.length + 32}-60.bin`, '82-100.bin'])
    files.crash()
    expect(await files.readFile(`${QUARANTINE}/82-100.bin`)).to.equalBytes(old.slice(82, 182))
    expect(await files.readFile(`${QUARANTINE}/${old.length + 32}-60.bin`)).to.equalBytes(newest.slice(32, 92))
    journal = journalHere()
    await journal.start()
    await journal.verify()
    await journal.stop()
    expect(writes).to.have.lengthOf(2)
  })

  it('copies no more than a thousand ranges', async () => {
    const journal = journalHere()

    await plantSegment(files, 0, damagedImage(0, 1, Array.from({ length: 2101 }, (_, index) => index % 2 === 0 && index < 2100)))
    await journal.start()
    await journal.stop()
    expect(writes).to.have.lengthOf(1000)
  })

  it('copies no more than 16 MiB', async function () {
    this.timeout(600_000)
    const sizes = [20_000, 20_000, 30_000].map(size => size * 262)
    const journal = journalHere()
    let base = 0

    for (const size of sizes) {
      const image = imageOf({ base, salt: 3, payloads: [payloadOf(1, 3)] })
      const whole = new Uint8Array(75 + size + 75)

      whole.set(image)
      whole.set(imageOf({ base: base + 43 + size, salt: 3, payloads: [payloadOf(2, 3)] }).subarray(32), 75 + size)
      await plantSegment(files, base, whole.subarray(0, 75 + size + 43))
      base += 75 + size + 43
    }
    await plantSegment(files, base, imageOf({ base, salt: 3, payloads: [] }))
    await journal.start()
    await recordsOf(journal)
    await journal.stop()
    expect(writes).to.deep.equal(['75-5240000.bin', '5240193-5240000.bin'])
  })

  it('hinders nothing when a copy fails', async () => {
    const image = damagedImage(0, 10, [true, false])
    const journal = journalHere()

    fault = { code: 'ENOSPC' }
    await plantSegment(files, 0, image)
    expect(await journal.start()).to.include({ records: 1 })
    expect(await recordsOf(journal)).to.have.lengthOf(1)
    await journal.append(payloadOf(1, 1))
    await journal.stop()
    expect(await files.list(QUARANTINE)).to.deep.equal([])
  })
})
