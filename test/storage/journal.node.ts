import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'aegir/chai'
import { nodePlatform } from '../../src/platform/index.ts'
import { segmentedJournal } from '../../src/storage/journal/index.ts'
import { payloadOfNumber } from '../fixtures/journal-writer.ts'
import { contentOf, payloadOf } from '../fixtures/journal.ts'
import type { Journal } from '../../src/storage/journal/index.ts'

const WRITER = new URL('../fixtures/journal-writer.ts', import.meta.url).href

const PLATFORM = new URL('../../src/platform/index.ts', import.meta.url).href
const JOURNAL = new URL('../../src/storage/journal/index.ts', import.meta.url).href

/** Runs a process that appends until it has told so many answers, kills it, and returns what it told. */
async function killedAfter (answers: number, directory: string): Promise<Array<[number, number]>> {
  const program = `import { appendUntilKilled } from '${WRITER}'\nawait appendUntilKilled(process.argv[1])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const told: Array<[number, number]> = []

  for await (const line of createInterface({ input: child.stdout })) {
    const [offset, number] = line.split(' ').map(Number)

    told.push([offset, number])
    if (told.length === answers) {
      child.kill('SIGKILL')
    }
  }
  await exited

  return told
}

/** Appends until that fails, and tells how; then reads everything, and appends what there is still room for. */
const FILLER = `
  import { nodePlatform } from '${PLATFORM}'
  import { segmentedJournal } from '${JOURNAL}'

  const { files, crc32c } = nodePlatform()
  const journal = segmentedJournal({ segmentBytesMax: 1_000_000 })({ files, crc32c, directory: process.argv[1] })
  const payload = new Uint8Array(1000).fill(7)
  let answered = 0
  let failure

  await journal.start()
  while (failure == null) {
    await journal.append(payload).then(() => answered++, error => { failure = error })
  }
  let read = 0
  for await (const record of journal.records()) {
    read += record.payload.length
  }
  const again = await journal.append(payload.subarray(0, 10))
  const { damaged } = await journal.verify()
  const { name, step, poisoned, full } = failure

  console.info(JSON.stringify({ answered, read, name, step, poisoned, full, damaged, again: again === journal.end - 50 }))
  await journal.stop()
`

describe('journal on the files of the machine', () => {
  let home: string
  let directory: string
  let journal: Journal

  function open (segmentBytesMax = 20_000): Journal {
    const { files, crc32c } = nodePlatform()

    if (files == null) {
      throw new TypeError('Node has files')
    }

    return segmentedJournal({ segmentBytesMax })({ files, crc32c, directory })
  }

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'factmesh-journal-'))
    directory = join(home, 'journal')
    journal = open()
  })

  afterEach(async () => {
    await journal.stop()
    await rm(home, { recursive: true })
  })

  it('appends, rolls, reads and starts again', async () => {
    const payloads = Array.from({ length: 500 }, (_, index) => payloadOf(index, index))

    await journal.start()
    const offsets = await Promise.all(payloads.map(async payload => journal.append(payload)))

    await journal.stop()
    expect((await readdir(directory)).length).to.be.greaterThan(5)
    journal = open()
    await journal.start()
    expect(await Promise.all(offsets.map(async offset => journal.read(offset)))).to.deep.equal(payloads)
    expect(await contentOf(journal)).to.deep.equal(new Map(offsets.map((offset, index) => [offset, payloads[index]])))
    expect(await journal.readPart(offsets[300], 100, 50)).to.equalBytes(payloads[300].subarray(100, 150))
    expect(await journal.verify()).to.include({ records: 500, damaged: 0 })
  })

  it('cuts a tail that is unfinished or foreign', async () => {
    await journal.start()
    const kept = await journal.append(payloadOf(1, 100))
    const { end } = journal
    const torn = await journal.append(payloadOf(2, 100))

    await journal.stop()
    const [name] = await readdir(directory)

    await truncate(join(directory, name), torn + 77)
    expect(await journal.start()).to.deep.include({ end, truncated: { offset: end, length: 77 }, damage: [] })
    await journal.stop()
    await appendFile(join(directory, name), 'what is this?')
    expect(await journal.start()).to.deep.include({ end, truncated: { offset: end, length: 13 }, damage: [] })
    expect([...(await contentOf(journal)).keys()]).to.deep.equal([kept])
  })

  it('keeps everything that a killed process was answered', async function () {
    this.timeout(600_000)
    const promised = new Map<number, Uint8Array>()

    for (const answers of [1, 40, 300, 1000]) {
      for (const [offset, number] of await killedAfter(answers, directory)) {
        promised.set(offset, payloadOfNumber(number))
      }
      const report = await journal.start()
      const content = await contentOf(journal)

      expect(report.damage).to.deep.equal([])
      expect([...promised.keys()].filter(offset => !content.has(offset))).to.deep.equal([])
      for (const [offset, payload] of promised) {
        expect(content.get(offset)).to.equalBytes(payload)
      }
      expect(await journal.verify()).to.include({ damaged: 0, records: content.size })
      await journal.stop()
    }
    expect(promised.size).to.be.at.least(1341)
  })

  it('goes on after a write for which the system has no room', async function () {
    this.timeout(600_000)
    const limited = ['-c', 'ulimit -f 100 && exec "$0" "$@"', process.execPath, '--input-type=module', '-e', FILLER, directory]
    const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const told = JSON.parse(line)

    expect(told).to.deep.include({ name: 'JournalFailedError', step: 'write', poisoned: false, full: true, damaged: 0, again: true })
    expect(told.answered).to.be.greaterThan(10)
    expect(told.read).to.equal(told.answered * 1000)
    await journal.start()
    expect((await contentOf(journal)).size).to.equal(told.answered + 1)
  })
})
