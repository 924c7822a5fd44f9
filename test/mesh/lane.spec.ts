import { expect } from 'aegir/chai'
import { MemoryFiles } from '../../src/platform/index.ts'
import { BreakingDisk, copyFiles, filesBelow, HOME, openAs, TestProcesses } from '../fixtures/homes.ts'
import type { Files } from '../../src/platform/index.ts'

const LANE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
const OTHER_LANE = Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1)
const LANE_FILE = `${HOME}/lane.json`
const SEGMENT = `${HOME}/journal/00000000000000000000.seg`
const NEXT_SEGMENT = `${HOME}/journal/00000000000000065536.seg`

/** Adds a file to the journal, or replaces one as a restore does. */
async function putSegment (files: Files, path: string): Promise<void> {
  await files.makeDirectory(`${HOME}/journal`)
  await files.writeFileAtomic(path, Uint8Array.of(1))
}

/** What one run of a node finds, and whether it ends in order. */
async function runOnce (files: Files, during: { lane?: Uint8Array, writes?: string } = {}): Promise<Uint8Array | undefined> {
  const home = await openAs(1, files)
  const found = await home.laneStore.load()
  if (during.lane != null) { await home.laneStore.save(during.lane) }
  if (during.writes != null) { await putSegment(files, during.writes) }
  await home.close()
  return found?.lane
}

/** What may become of a journal behind the back of its node. */
const CHANGES: Readonly<Record<string, (files: Files) => Promise<void>>> = {
  'the file that it was being written to was restored': async files => putSegment(files, NEXT_SEGMENT),
  'an older file was restored': async files => putSegment(files, SEGMENT),
  'it lost a file': async files => files.remove(NEXT_SEGMENT),
  'it was removed': async files => files.remove(`${HOME}/journal`),
  'something was written to it': async files => {
    const handle = await files.open(NEXT_SEGMENT, 'write')
    await handle.write([Uint8Array.of(2)], 1)
    await handle.close()
  }
}

describe('the lane of a home', () => {
  let files: MemoryFiles

  beforeEach(async () => {
    files = new MemoryFiles()
    await runOnce(files, { lane: LANE, writes: SEGMENT })
  })

  it('is none in a new home', async () => {
    expect(await runOnce(new MemoryFiles())).to.equal(undefined)
  })

  it('is the same after each restart, and the one that was opened last', async () => {
    expect(await files.modeOf(LANE_FILE)).to.equal(0o600)
    expect(await runOnce(files, { writes: SEGMENT })).to.deep.equal(LANE)
    expect(await runOnce(files, { writes: NEXT_SEGMENT })).to.deep.equal(LANE)
    expect(await runOnce(files, { lane: OTHER_LANE })).to.deep.equal(LANE)
    expect(await runOnce(files)).to.deep.equal(OTHER_LANE)
  })

  it('is the same after the home was moved', async () => {
    await files.rename(HOME, '/data/moved')
    await files.rename('/data/moved', HOME)
    expect(await runOnce(files)).to.deep.equal(LANE)
  })

  it('is none after a run that did not end', async () => {
    const processes = new TestProcesses()
    await openAs(10, files, processes)
    expect(await files.list(HOME)).to.not.include('lane.json')
    processes.end(10)
    files.crash()
    expect(await runOnce(files)).to.equal(undefined)
  })

  it('is none in a copy, and stays in the original', async () => {
    await copyFiles(files, HOME, '/data/copy')
    await files.rename(HOME, '/data/original')
    await files.rename('/data/copy', HOME)
    expect(await runOnce(files)).to.equal(undefined)
    await files.remove(HOME)
    await files.rename('/data/original', HOME)
    expect(await runOnce(files)).to.deep.equal(LANE)
  })

  it('is none once the files were restored in place', async () => {
    await copyFiles(files, HOME, '/backup')
    await copyFiles(files, '/backup', HOME)
    expect(await runOnce(files)).to.equal(undefined)
  })

  it('is none once the folder was restored', async () => {
    await copyFiles(files, HOME, '/backup')
    await files.remove(HOME)
    await copyFiles(files, '/backup', HOME)
    expect(await runOnce(files)).to.equal(undefined)
  })

  it('is none on another disk whose numbers happen to be the same', async () => {
    const other = new MemoryFiles({ device: 2 })
    await runOnce(other, { lane: OTHER_LANE, writes: SEGMENT })
    for (const [name, content] of await filesBelow(files, HOME)) {
      const handle = await other.open(other.join(HOME, name), 'write')
      await handle.write([content], 0)
      await handle.close()
    }
    expect(await runOnce(other)).to.equal(undefined)
  })

  it('is none once the journal alone changed', async () => {
    for (const [what, change] of Object.entries(CHANGES)) {
      await runOnce(files, { lane: LANE, writes: NEXT_SEGMENT })
      await change(files)
      expect(await runOnce(files), what).to.equal(undefined)
    }
  })

  it('is none when the file cannot be read', async () => {
    const stored = JSON.parse(new TextDecoder().decode(await files.readFile(LANE_FILE)))
    const damaged = ['', '{}', 'null', ...Object.keys(stored).flatMap(key => [
      JSON.stringify({ ...stored, [key]: undefined }), JSON.stringify({ ...stored, [key]: 7 }), JSON.stringify({ ...stored, [key]: `${stored[key]}0` })
    ])]
    for (const content of damaged) {
      await files.writeFileAtomic(LANE_FILE, new TextEncoder().encode(content))
      expect(await runOnce(files), content).to.equal(undefined)
    }
  })

  for (const how of ['failure', 'crash'] as const) {
    it(`is the right one or none after a ${how} at any step of a run`, async () => {
      for (let step = 1, finished = false; !finished; step++) {
        const disk = new BreakingDisk()
        await runOnce(disk.files, { lane: LANE, writes: SEGMENT })
        const before = await disk.files.stampOf(SEGMENT)
        disk.breakAt(step, how)
        await runOnce(disk.files, { lane: OTHER_LANE, writes: SEGMENT }).catch(() => {})
        finished = disk.calls < step
        disk.repair()
        await disk.files.remove(`${HOME}/lock`) // the process is gone
        const right = await disk.files.stampOf(SEGMENT) === before ? LANE : OTHER_LANE
        expect(finished ? [right] : [right, undefined], `step ${step}`).to.deep.include(await runOnce(disk.files))
        expect(step, 'steps').to.be.below(50)
      }
    })
  }
})
