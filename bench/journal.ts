import { nodePlatform } from '../src/platform/index.ts'
import { segmentedJournal } from '../src/storage/journal/index.ts'
import { percentile } from './bench.ts'
import { LIMIT } from './machine.ts'
import { inScratch } from './scratch.ts'
import type { Bench, Row } from './bench.ts'
import type { Files } from '../src/platform/index.ts'
import type { Journal } from '../src/storage/journal/index.ts'

const PAYLOAD = new Uint8Array(256)
const ROUND_MS = 1_200

/** Records of the journal that is opened and verified: 77 MB, two segments. */
const RECORDS = 260_000
const RECORDS_PER_CALL = 10_000

/** Writers side by side, each waiting for its answer before it appends again. */
const CROWDS = [
  { writers: 1, limit: LIMIT.append, target: { atLeast: 3_000 } },
  { writers: 16 },
  { writers: 256, limit: LIMIT.group, target: { atLeast: 40_000 } },
  { writers: 1_024, limit: LIMIT.group, target: { atLeast: 40_000 } }
]

function machineFiles (): Files {
  const { files } = nodePlatform()

  if (files == null) {
    throw new TypeError('The platform of Node has files.')
  }

  return files
}

function journalIn (directory: string): Journal {
  return segmentedJournal()({ files: machineFiles(), crc32c: nodePlatform().crc32c, directory })
}

/** Milliseconds of each append of some writers, after a warm-up, and appends per second. */
async function appendTimes (journal: Journal, writers: number): Promise<{ times: number[], rate: number }> {
  const begin = performance.now()
  const warm = begin + ROUND_MS / 4
  const end = begin + ROUND_MS
  const times: number[] = []

  const write = async (): Promise<void> => {
    for (let started = begin; started < end;) {
      await journal.append(PAYLOAD)
      const now = performance.now()

      if (started >= warm) {
        times.push(now - started)
      }
      started = now
    }
  }

  await Promise.all(Array.from({ length: writers }, write))

  return { times, rate: times.length / (performance.now() - warm) * 1_000 }
}

/** The journal alone, on the disk of this machine. */
export const JOURNAL: readonly Bench[] = [
  ...CROWDS.map(({ writers, ...aims }): Bench => {
    const name = `storage/journal: durable appends, ${writers.toLocaleString('en')} at once`
    const tail = [0.5, 0.99, 0.999].map((share): Row => ({ name: `${name}, p${share * 100}`, unit: 'ms' }))

    return {
      rows: [{ name, unit: 'per second', ...aims }, ...tail],
      measure: async () => inScratch(async directory => {
        const journal = journalIn(directory)

        await journal.start()
        const { times, rate } = await appendTimes(journal, writers)

        await journal.stop()

        return [rate, percentile(times, 0.5), percentile(times, 0.99), percentile(times, 0.999)]
      })
    }
  }),
  {
    rows: [
      { name: 'storage/journal: recovered, 77 MB', unit: 'ms' },
      { name: 'storage/journal: verified', unit: 'MB per second' }
    ],
    measure: async () => inScratch(async directory => {
      const journal = journalIn(directory)

      await journal.start()
      for (let left = RECORDS; left > 0; left -= RECORDS_PER_CALL) {
        await journal.appendAll(new Array<Uint8Array>(RECORDS_PER_CALL).fill(PAYLOAD))
      }
      await journal.stop()

      const started = performance.now()

      await journal.start()
      const recovered = performance.now()

      await journal.verify()
      const verified = performance.now()
      const { bytes } = journal.stat()

      await journal.stop()

      return [recovered - started, bytes / 2 ** 20 / (verified - recovered) * 1_000]
    })
  }
]
