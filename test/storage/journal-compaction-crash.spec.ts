import { expect } from 'aegir/chai'
import { MemoryFiles } from '../../src/platform/index.ts'
import { contentOf, JOURNAL_DIRECTORY, journalOver, payloadOf } from '../fixtures/journal.ts'
import type { FilesFault } from '../../src/platform/index.ts'
import type { Journal, RewriteRecord } from '../../src/storage/journal/index.ts'

/** A disk that counts calls, and ends some of them as a test says. */
class CountingDisk extends MemoryFiles {
  calls: number
  plan: (call: number, name: string) => FilesFault | undefined

  constructor () {
    super({ fault: ({ name }) => this.plan(this.calls++, name) })
    this.calls = 0
    this.plan = () => undefined
  }
}

/** Drops, shortens and keeps records in turn. */
const rewrite: RewriteRecord = ({ offset, payload }) => [undefined, payload.slice(0, 5), payload][offset % 3]

/** A journal of several segments, of which the second is to be compacted; once it was compacted already. */
async function prepared (again: boolean): Promise<{ disk: CountingDisk, journal: Journal, base: number }> {
  const disk = new CountingDisk()
  const journal = journalOver(disk, { segmentBytesMax: 700 })

  await journal.start()
  await journal.appendAll(Array.from({ length: 25 }, (_, index) => payloadOf(index, 60 + index % 7)))
  const { base } = journal.segments()[1]

  if (again) {
    await journal.compact(base, ({ offset, payload }) => offset % 5 === 0 ? undefined : payload)
  }
  disk.calls = 0

  return { disk, journal, base }
}

/** Compacts while calls end as planned, and finds what was there before or what should be there after, at once and after a restart. */
async function beforeOrAfter (again: boolean, { plan, cut }: { plan: CountingDisk['plan'], cut: boolean }): Promise<'before' | 'after'> {
  const { disk, journal, base } = await prepared(again)
  const before = await contentOf(journal)
  const after = new Map([...before].flatMap(([offset, payload]) => {
    const kept = journal.segments()[1].end > offset && offset >= base ? rewrite({ offset, payload, next: 0 }) : payload

    return kept == null ? [] : [[offset, kept] as const]
  }))

  disk.calls = 0
  disk.plan = plan
  await journal.compact(base, rewrite).catch(() => {})
  disk.plan = () => undefined
  const present = await contentOf(journal)

  expect(present).to.deep.be.oneOf([before, after])
  if (cut) {
    disk.crash()
  }
  await journal.stop().catch(() => {})
  const next = journalOver(disk, { segmentBytesMax: 700 })

  expect(await next.start()).to.deep.include({ damage: [], truncated: undefined })
  const content = await contentOf(next)

  expect(content).to.deep.be.oneOf(cut ? [before, after] : [present])
  expect(await next.verify()).to.include({ damaged: 0, records: content.size })
  expect((await disk.list(JOURNAL_DIRECTORY)).filter(name => name.endsWith('.tmp'))).to.deep.equal([])
  await next.stop()

  return content.size === after.size ? 'after' : 'before'
}

/** How calls end from some call on, or at that one alone. */
const FAILURES: ReadonlyArray<{ fault: FilesFault, sticky: boolean }> = [true, false].flatMap(sticky => {
  return [{ code: 'EIO' }, { code: 'ENOSPC' }, { code: 'EMFILE' }, { taken: 21 }, { taken: 0 }].map(fault => ({ fault, sticky }))
})

describe('journal: crashes of a compaction', () => {
  [false, true].forEach(again => {
    const segment = again ? 'a compacted segment' : 'a plain segment'

    FAILURES.forEach(({ fault, sticky }) => {
      it(`leave the old or the new file of ${segment} when any call ends with ${JSON.stringify(fault)}${sticky ? ', and all later ones' : ''}`, async function () {
        this.timeout(600_000)
        const { disk, journal, base } = await prepared(again)

        await journal.compact(base, rewrite)
        await journal.stop()
        const outcomes = new Set<string>()

        expect(disk.calls).to.be.greaterThan(10)
        for (let at = 0; at <= disk.calls; at++) {
          for (const cut of [true, false]) {
            const plan = (call: number, name: string): FilesFault | undefined => {
              return (sticky ? call >= at : call === at) && ('code' in fault || name === 'write') ? fault : undefined
            }

            outcomes.add(await beforeOrAfter(again, { plan, cut }))
          }
        }
        expect([...outcomes].sort()).to.deep.equal(['after', 'before'])
      })
    })
  })
})
