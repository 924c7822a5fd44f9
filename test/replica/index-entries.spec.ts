import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { fromHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { tableCrc32c } from '../../src/platform/index.ts'
import { segmentedJournal } from '../../src/storage/journal/index.ts'
import { dump, openReplica } from '../fixtures/replicas.ts'
import { ERASURE_ENTRIES, ERASURE_RECORDS } from '../vectors/erasures.ts'
import {
  ABSENT_ENTRIES, ABSENT_RECORDS, ACT_ENTRIES, ACT_RECORDS, GAP_ENTRIES, GAP_RECORDS, INDEX_ENTRIES, STATEMENT_ENTRIES, STATEMENT_RECORDS
} from '../vectors/index-entries.ts'
import { RECORDS } from '../vectors/records.ts'

const SEED = 77_077

/** Buckets whose entries are a function of the set of bundles; those before hold offsets and counts. */
const SET_BUCKETS = ['05', '06', '07', '08', '09', '0a', '0c', '0d', '0e', '0f', '10', '11', '12', '13', '14', '15', '16']

describe('index of a replica', () => {
  for (const [name, records, golden] of [
    ['records', RECORDS, INDEX_ENTRIES],
    ['records of statements', STATEMENT_RECORDS, STATEMENT_ENTRIES],
    ['records with parents', ABSENT_RECORDS, ABSENT_ENTRIES],
    ['records with digests', GAP_RECORDS, GAP_ENTRIES],
    ['records of acts', ACT_RECORDS, ACT_ENTRIES]
  ] as const) {
    it(`becomes the golden entries from the golden ${name}`, async () => {
      expect(await indexOf(records)).to.deep.equal(golden)
    })

    it(`holds the same about the same set of ${name}, whatever the order`, async () => {
      const orders = fc.shuffledSubarray([...records], { minLength: records.length })

      await fc.assert(fc.asyncProperty(orders, async shuffled => {
        expect((await indexOf(shuffled)).filter(isOfSet)).to.deep.equal(golden.filter(isOfSet))
      }), { seed: SEED, numRuns: 24 })
    })
  }

  it('becomes the golden entries from the golden records of an erasure', async () => {
    expect(await indexOf(ERASURE_RECORDS)).to.deep.equal(ERASURE_ENTRIES)
  })

  it('passes over records of types that it does not know', async () => {
    const entries = await indexOf(['ff', ...RECORDS, '02beef'])

    expect(entries.filter(isOfSet)).to.deep.equal(INDEX_ENTRIES.filter(isOfSet))
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
