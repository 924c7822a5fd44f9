import { expect } from 'aegir/chai'
import { MemoryFiles } from '../../src/platform/index.ts'
import { JournalFailedError } from '../../src/storage/journal/index.ts'
import { contentOf, journalOver, payloadOf } from '../fixtures/journal.ts'
import type { FileHandle, FilesFault } from '../../src/platform/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

/** A disk that counts the calls made of it, answers as planned, and from some call on is out of reach. */
class PlannedDisk extends MemoryFiles {
  calls: number
  private plan: (call: number, name: string) => FilesFault | undefined
  private lostAt: number
  private torn: number

  constructor () {
    super({ fault: ({ name }) => this.answer(name) })
    this.calls = 0
    this.plan = () => undefined
    this.lostAt = Infinity
    this.torn = 0
  }

  /** Begins to count anew: calls end as planned. */
  planned (plan: PlannedDisk['plan'] = () => undefined): void {
    this.calls = 0
    this.plan = plan
    this.lostAt = Infinity
  }

  /** Begins to count anew: the process is gone before a call, or, if that is a write, after some bytes of it. */
  loses (at: number, torn: number): void {
    this.planned()
    this.lostAt = at
    this.torn = torn
  }

  /** A process that is gone makes no call, and so no sync that could fail. */
  override async open (path: string, mode: 'read' | 'write'): Promise<FileHandle> {
    const handle = await super.open(path, mode)
    const { sync } = handle

    handle.sync = async () => this.calls >= this.lostAt ? Promise.reject(new RangeError('gone')) : sync.call(handle)

    return handle
  }

  private answer (name: string): FilesFault | undefined {
    const call = this.calls++

    if (call < this.lostAt) {
      return this.plan(call, name)
    }

    return call === this.lostAt && name === 'write' && this.torn > 0 ? { taken: this.torn } : { code: 'EIO' }
  }
}

/** What became of the appends of a workload. */
interface Ledger {
  readonly attempted: Uint8Array[]
  readonly answered: Map<number, Uint8Array>
  /** Payloads of which their writer was told that they were taken back. */
  readonly refused: Uint8Array[]
}

const SIZES = { segmentBytesMax: 420 }

/** Starts a journal and appends to it alone, side by side and in groups, through several segments. */
async function work (disk: PlannedDisk): Promise<Ledger> {
  const journal = journalOver(disk, SIZES)
  const ledger: Ledger = { attempted: [], answered: new Map(), refused: [] }

  const append = async (...lengths: number[]): Promise<void> => {
    const payloads = lengths.map((length, index) => payloadOf(ledger.attempted.length + index, length))

    ledger.attempted.push(...payloads)
    await journal.appendAll(payloads).then(offsets => {
      offsets.forEach((offset, index) => ledger.answered.set(offset, payloads[index]))
    }, error => {
      ledger.refused.push(...error instanceof JournalFailedError && !error.poisoned ? payloads : [])
    })
  }

  await journal.start().then(async () => {
    await append(30)
    await append(101)
    await Promise.all([append(52), append(13), append(94)])
    await append(65, 106, 47, 88)
    await append(109)
    await Promise.all([append(120, 31), append(42)])
  }, () => {})
  await journal.stop().catch(() => {})

  return ledger
}

/** Works on a disk until that is out of reach, and gives it to the next process. */
async function stopped (at: number, { torn, cut }: { torn: number, cut: boolean }): Promise<[PlannedDisk, Ledger]> {
  const disk = new PlannedDisk()

  disk.loses(at, torn)
  const ledger = await work(disk)

  restart(disk, cut)

  return [disk, ledger]
}

/** Whether a journal starts on a disk. */
async function starts (disk: PlannedDisk): Promise<boolean> {
  return journalOver(disk, SIZES).start().then(() => true, () => false)
}

/** Makes a disk work again, after a power cut or not. */
function restart (disk: PlannedDisk, cut: boolean): void {
  disk.planned()
  if (cut) {
    disk.crash()
  }
}

/** Starts a journal on what is left, and holds it against what was promised. */
async function recovered (disk: PlannedDisk, { attempted, answered, refused }: Ledger): Promise<{ journal: Journal, content: Map<number, Uint8Array> }> {
  const journal = journalOver(disk, SIZES)
  const report = await journal.start()
  const content = await contentOf(journal)
  const found = [...content.values()]

  for (const [offset, payload] of answered) {
    expect(content.get(offset)).to.deep.equal(payload)
  }
  expect(found).to.deep.equal(attempted.filter(payload => found.some(other => same(other, payload))))
  expect(refused.filter(payload => found.some(other => same(other, payload)))).to.deep.equal([])
  expect(report.damage).to.deep.equal([])
  expect(await journal.verify()).to.include({ damaged: 0, records: content.size })

  return { journal, content }
}

/** Checks the journal, writes on, cuts the power, and finds everything that it has shown or answered; and that again. */
async function holds (disk: PlannedDisk, ledger: Ledger): Promise<void> {
  let promised = ledger

  for (const number of [200, 201]) {
    const { journal, content } = await recovered(disk, promised)
    const payload = payloadOf(number, 77)
    const offset = await journal.append(payload)

    promised = { ...ledger, attempted: [...promised.attempted, payload], answered: new Map([...content, [offset, payload]]) }
    disk.crash()
    await journal.stop()
  }
  const { journal } = await recovered(disk, promised)

  await journal.stop()
}

function same (one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

/** How everything stops: after how many bytes of a write, and whether what the disk knows is left, or what the system knows. */
const STOPS: ReadonlyArray<{ stop: string, torn: number, cut: boolean }> = [
  { stop: 'the power is cut before any call', torn: 0, cut: true },
  { stop: 'the process is killed before any call', torn: 0, cut: false },
  { stop: 'the process is killed within any write', torn: 21, cut: false },
  { stop: 'the process is killed within any write, behind a whole record', torn: 121, cut: false }
]

/** The ways in which one call fails, and whether all later ones do, too. */
const FAILURES: ReadonlyArray<{ fault: FilesFault, sticky: boolean }> = [true, false].flatMap(sticky => {
  return [{ code: 'EIO' }, { code: 'ENOSPC' }, { code: 'EDQUOT' }, { code: 'EMFILE' }, { taken: 21 }, { taken: 0 }].map(fault => ({ fault, sticky }))
})

describe('journal: crashes', () => {
  let calls: number

  before(async () => {
    const disk = new PlannedDisk()
    const ledger = await work(disk)

    calls = disk.calls
    expect(ledger.answered.size).to.equal(ledger.attempted.length)
    expect(calls).to.be.greaterThan(30)
  })

  STOPS.forEach(({ stop, torn, cut }) => {
    it(`keeps what it answered for when ${stop}`, async function () {
      this.timeout(600_000)
      for (let at = 0; at <= calls; at++) {
        await holds(...await stopped(at, { torn, cut }))
      }
    })

    STOPS.slice(0, 3).forEach(({ stop: again, torn: tornAgain, cut: cutAgain }) => {
      it(`does so when then ${again} of the recovery`, async function () {
        this.timeout(600_000)
        for (let at = 0; at <= calls; at += 3) {
          for (let within = 0, running = false; !running; within++) {
            const [disk, ledger] = await stopped(at, { torn, cut })

            disk.loses(within, tornAgain)
            running = await starts(disk)
            restart(disk, cutAgain)
            await holds(disk, ledger)
          }
        }
      })
    })
  })

  FAILURES.forEach(({ fault, sticky }) => {
    it(`keeps what it answered for when any call ends with ${JSON.stringify(fault)}${sticky ? ', and all later ones until a restart' : ''}`, async function () {
      this.timeout(600_000)
      for (let at = 0; at <= calls; at++) {
        for (const cut of sticky ? [true] : [true, false]) {
          const disk = new PlannedDisk()

          disk.planned((call, name) => (sticky ? call >= at : call === at) && ('code' in fault || name === 'write') ? fault : undefined)
          const ledger = await work(disk)

          restart(disk, cut)
          await holds(disk, ledger)
        }
      }
    })
  })
})
