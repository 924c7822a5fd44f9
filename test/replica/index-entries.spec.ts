import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { fromHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { tableCrc32c } from '../../src/platform/index.ts'
import { segmentedJournal } from '../../src/storage/journal/index.ts'
import { dump, openReplica } from '../fixtures/replicas.ts'
import { INDEX_ENTRIES } from '../vectors/index-entries.ts'
import { RECORDS } from '../vectors/records.ts'

const SEED = 77_077

/** Buckets whose entries are a function of the set of bundles; those before hold offsets and counts. */
const SET_BUCKETS = ['05', '06', '07', '08', '09', '0a']

describe('index of a replica', () => {
  it('becomes the golden entries from the golden records', async () => {
    expect(await indexOf(RECORDS)).to.deep.equal(INDEX_ENTRIES)
  })

  it('passes over records of types that it does not know', async () => {
    const entries = await indexOf(['ff', ...RECORDS, '02beef'])

    expect(entries.filter(isOfSet)).to.deep.equal(INDEX_ENTRIES.filter(isOfSet))
  })

  it('holds the same about the same set, whatever the order', async () => {
    const orders = fc.shuffledSubarray([...RECORDS], { minLength: RECORDS.length })

    await fc.assert(fc.asyncProperty(orders, async records => {
      expect((await indexOf(records)).filter(isOfSet)).to.deep.equal(INDEX_ENTRIES.filter(isOfSet))
    }), { seed: SEED, numRuns: 24 })
  })
})

function isOfSet (entry: string): boolean {
  return SET_BUCKETS.includes(entry.slice(0, 2))
}

/** Lets a replica start on a journal of these records, and answers the index that it builds. */
async function indexOf (records: readonly string[]): Promise<string[]> {
  const files = new MemoryFiles()
  await files.makeDirectory('/home')
  const journal = segmentedJournal()({ files, crc32c: tableCrc32c(), directory: '/home/journal' })
  await journal.start()
  await journal.appendAll(records.map(fromHex))
  await journal.stop()
  const stage = await openReplica({ files })
  const entries = await dump(stage)
  await stage.stop()

  return entries
}
