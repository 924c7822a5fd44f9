import { readlink, readdir } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { nodePlatform } from '../../src/platform/index.ts'
import { segmentedJournal, verifyJournal } from '../../src/storage/journal/index.ts'
import { contentOf, payloadOf } from '../fixtures/journal.ts'
import type { Files } from '../../src/platform/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

const { files, crc32c } = nodePlatform()

describe('journal: compaction on a real disk', () => {
  let disk: Files
  let directory: string
  let journal: Journal

  beforeEach(async () => {
    if (files == null) {
      throw new TypeError('Node has files')
    }
    disk = files
    directory = await disk.temporaryDirectory('factmesh-compaction-')
    journal = segmentedJournal({ segmentBytesMax: 200_000 })({ files: disk, crc32c, directory })
    await journal.start()
  })

  afterEach(async () => {
    await journal.stop()
    await disk.remove(directory)
  })

  it('replaces files under readers, keeps offsets, and gives every file back', async () => {
    const payloads = Array.from({ length: 5000 }, (_, index) => payloadOf(index, 100 + index % 50))
    const offsets = await journal.appendAll(payloads)
    const sealed = journal.segments()
    const late = sealed[2].base
    const expected = new Map(offsets.map((offset, index) => [offset, offset < late && index % 3 === 0 ? payloads[index].slice(0, 20) : payloads[index]]))
    const original = new Map(offsets.map((offset, index) => [offset, payloads[index]]))
    let read = 0

    for (const [index, offset] of offsets.entries()) {
      if (offset < late && index % 3 === 1) {
        expected.delete(offset)
      }
    }
    for await (const { offset, payload } of journal.records()) {
      if (read++ === 100) {
        for (const { base } of sealed.slice(0, 2)) {
          await journal.compact(base, ({ offset, payload }) => {
            const kept = expected.get(offset)

            return kept?.length === payload.length ? payload : kept
          })
        }
      }
      if (offset < sealed[0].end || offset >= late) {
        expect(payload).to.equalBytes(original.get(offset) ?? new Uint8Array(0)) // Within the old file, and behind what was changed.
      }
    }
    expect(read).to.equal(payloads.length - offsets.filter((offset, index) => offset >= sealed[1].base && offset < late && index % 3 === 1).length)
    expect(await contentOf(journal)).to.deep.equal(expected)
    await journal.stop()
    expect(await openBelow(directory)).to.deep.equal([])
    expect(await verifyJournal({ files: disk, crc32c, directory })).to.deep.include({ records: expected.size, damage: [] })
    expect(await journal.start()).to.deep.include({ damage: [] })
    expect(await contentOf(journal)).to.deep.equal(expected)
  })
})

/** Files below a folder that this process has open. */
async function openBelow (folder: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd')
  const paths = await Promise.all(names.map(async name => readlink(`/proc/self/fd/${name}`).catch(() => '')))

  return paths.filter(path => path.startsWith(folder))
}
