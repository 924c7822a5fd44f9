import { appendFile, stat, truncate } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { NodeFiles, platform } from '../../src/platform/index.ts'
import { auditLog, DEFAULT_RESERVE_BYTES } from '../../src/replica/audit/index.ts'
import { JournalFailedError, segmentedJournal } from '../../src/storage/journal/index.ts'
import { ACT } from '../fixtures/audit.ts'
import { bytesBelow } from '../fixtures/disk.ts'
import type { FileHandle } from '../../src/platform/index.ts'
import type { AuditLog } from '../../src/replica/audit/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

/** Real files below a folder that takes a number of bytes, as a small file system would. */
class QuotaFiles extends NodeFiles {
  readonly folder: string
  quota = Infinity

  constructor (folder: string) {
    super()
    this.folder = folder
  }

  override async open (path: string, mode: 'read' | 'write'): Promise<FileHandle> {
    const handle = await super.open(path, mode)
    const write = handle.write.bind(handle)

    handle.writeSync = undefined
    handle.write = async (parts, position) => {
      const growth = position + parts.reduce((sum, { length }) => sum + length, 0) - await handle.size()

      if (await bytesBelow(this.folder) + growth > this.quota) {
        throw Object.assign(new TypeError('no space left'), { code: 'ENOSPC' })
      }

      return write(parts, position)
    }

    return handle
  }

  override async freeBytes (path: string): Promise<number> {
    return Math.min(await super.freeBytes(path), this.quota - await bytesBelow(this.folder))
  }
}

describe('audit log on a real disk', () => {
  const { clock, crc32c } = platform()
  let home: string
  let directory: string
  let files: QuotaFiles
  let journal: Journal
  let audit: AuditLog

  const open = async (): Promise<void> => {
    journal = segmentedJournal({ segmentBytesMax: 2 ** 15 })({ files, crc32c, directory })
    await journal.start()
    audit = auditLog()({ journal, clock, reserve: { files, directory } })
    await audit.start()
  }

  const close = async (): Promise<void> => {
    await audit.stop()
    await journal.stop()
  }

  beforeEach(async () => {
    home = await new NodeFiles().temporaryDirectory('factmesh-audit-')
    files = new QuotaFiles(home)
    directory = files.join(home, 'audit')
    await open()
  })

  afterEach(async () => {
    await close()
    await files.remove(home)
  })

  it('keeps a reserve that has its room on the disk', async () => {
    const { size, blocks } = await stat(files.join(directory, 'reserve'))

    expect(size).to.equal(DEFAULT_RESERVE_BYTES)
    expect(blocks * 512).to.be.at.least(DEFAULT_RESERVE_BYTES)
  })

  it('writes on when the disk is full, says when nothing is left, and resumes by itself', async function () {
    this.timeout(600_000)
    files.quota = await bytesBelow(home)
    let written = 0
    const group = async (): Promise<void> => { await Promise.all(Array.from({ length: 64 }, async () => audit.append(ACT))) }

    await expect((async () => {
      for (;;) {
        await group()
        written += 64
      }
    })()).to.eventually.be.rejectedWith(JournalFailedError).with.property('full', true)
    expect(written).to.be.greaterThan(2000)
    expect(await files.list(directory)).not.to.include('reserve')
    expect(audit.stat().entries).to.equal(written)

    files.quota = Infinity
    expect(await audit.append(ACT)).to.equal('written')
    await close()
    await open()
    expect(audit.stat()).to.include({ entries: written + 1, reserveBytes: DEFAULT_RESERVE_BYTES })
    expect(await audit.verify()).to.deep.equal({ entries: written + 1, flaw: undefined })
  })

  it('completes a reserve that was cut, and keeps one that is longer', async () => {
    const path = files.join(directory, 'reserve')

    await close()
    await truncate(path, 1000)
    await open()
    expect((await stat(path)).size).to.equal(DEFAULT_RESERVE_BYTES)
    await close()
    await appendFile(path, new Uint8Array(10))
    await open()
    expect(audit.stat().reserveBytes).to.equal(DEFAULT_RESERVE_BYTES + 10)
  })
})
