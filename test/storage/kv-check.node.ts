import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { NodeFiles, platform } from '../../src/platform/index.ts'
import { checkLevel, levelKV, sealValue } from '../../src/storage/kv/index.ts'
import { judgeChild } from '../../src/storage/kv/level-child.ts'
import type { KV } from '../../src/storage/kv/index.ts'

const RANGE = { proof: Uint8Array.of(1), end: Uint8Array.of(9) }
const ENTRIES = 500

describe('check of a LevelDB database in a process of its own', () => {
  const files = new NodeFiles()
  const { crc32c } = platform()
  let home: string
  let path: string
  let kv: KV
  let sum: number

  beforeEach(async () => {
    home = await files.temporaryDirectory('factmesh-check-')
    path = join(home, 'index')
    kv = levelKV(path)
    sum = 0
    await kv.start()

    for (let no = 0; no < ENTRIES; no++) {
      const key = Uint8Array.of(2, no >>> 8, no)
      const { stored, checksum } = sealValue(key, new Uint8Array(50).fill(no), crc32c)
      sum += checksum
      await kv.batch([{ type: 'put', key, value: stored }])
    }
  })

  afterEach(async () => {
    await kv.stop()
    await files.remove(home)
  })

  it('counts the entries of a whole one, and leaves it closed', async () => {
    await kv.stop()
    expect(await checkLevel(path, RANGE)).to.deep.equal({
      result: 'whole', count: { proof: undefined, entries: ENTRIES, sum, isComplete: true }
    })
    await kv.start()
  })

  it('says that somebody has it open', async () => {
    expect(await checkLevel(path, RANGE)).to.have.property('result', 'locked')
  })

  it('says that it is damaged', async () => {
    await kv.stop()
    const [table] = (await files.list(path)).filter(name => name.endsWith('.ldb'))
    const bytes = await readFile(join(path, table))
    bytes[100] ^= 1
    await writeFile(join(path, table), bytes)
    expect(await checkLevel(path, RANGE)).to.have.property('result', 'damaged')
  })

  it('leaves nothing in the log of a database that was stopped', async () => {
    await kv.stop()
    const logs = (await files.list(path)).filter(name => name.endsWith('.log'))
    const sizes = await Promise.all(logs.map(async name => (await readFile(join(path, name))).length))
    expect(sizes).to.deep.equal([0])
  })

  it('tells a process that died of the database from one that others ended or that never began', () => {
    const begun = '{"begun":true}\n'
    expect(judgeChild(begun, 'SIGABRT')).to.have.property('result', 'damaged')
    expect(judgeChild(begun, 'SIGSEGV')).to.have.property('result', 'damaged')
    expect(judgeChild(begun, undefined)).to.have.property('result', 'damaged')
    expect(judgeChild(begun, 'SIGKILL')).to.have.property('result', 'unproven')
    expect(judgeChild(`${begun}{"error":"KVLock`, 'SIGTERM')).to.have.property('result', 'unproven')
    expect(judgeChild('', undefined)).to.have.property('result', 'unproven')
    expect(judgeChild('', 'SIGABRT')).to.have.property('result', 'unproven')
  })
})
