import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { NodeFiles, platform } from '../../src/platform/index.ts'
import { isWholeLog } from '../../src/storage/kv/files/log-file.ts'
import { unpackSnappy } from '../../src/storage/kv/files/snappy.ts'
import { isWholeTable } from '../../src/storage/kv/files/table-file.ts'
import { levelKV } from '../../src/storage/kv/index.ts'

const SEED = 20_261_121

/** Bytes of the footer of a table that mean nothing: two handles of six bytes at most leave the rest of 40 unused. */
const FOOTER = { from: 48, handles: 12, magic: 8 }

describe('files of LevelDB', () => {
  const files = new NodeFiles()
  const { crc32c } = platform()
  let home: string
  let table: Uint8Array
  let log: Uint8Array

  before(async () => {
    home = await files.temporaryDirectory('factmesh-files-')
    const kv = levelKV(home)
    await kv.start()

    for (let no = 0; no < 2_000; no++) {
      const value = new TextEncoder().encode(`${no} of the values `.repeat(no % 9))
      await kv.batch([{ type: 'put', key: Uint8Array.of(1, no >>> 8, no), value }])
    }

    log = await read('.log')
    await kv.stop()
    table = await read('.ldb')
    await files.remove(home)
  })

  it('are whole as LevelDB writes them', () => {
    expect(isWholeTable(table, crc32c)).to.equal(true)
    expect(isWholeLog(log, crc32c)).to.equal(true)
    expect(isWholeLog(new Uint8Array(), crc32c)).to.equal(true)
  })

  it('are damaged when any bit of a table that means something is another', () => {
    const unused = { from: table.length - FOOTER.from + FOOTER.handles, to: table.length - FOOTER.magic }

    fc.assert(fc.property(fc.nat(table.length - 1), fc.nat(7), (at, bit) => {
      const changed = table.slice()
      changed[at] ^= 1 << bit
      expect(isWholeTable(changed, crc32c) && (at < unused.from - FOOTER.handles || at >= unused.to)).to.equal(false)
    }), { seed: SEED, numRuns: 500 })
  })

  it('are damaged when a table is cut anywhere', () => {
    fc.assert(fc.property(fc.nat(table.length - 1), length => {
      expect(isWholeTable(table.subarray(0, length), crc32c)).to.equal(false)
    }), { seed: SEED, numRuns: 500 })
  })

  it('may miss the end of a log, and no record before others', () => {
    fc.assert(fc.property(fc.nat(log.length), length => {
      expect(isWholeLog(log.subarray(0, length), crc32c)).to.equal(true)
    }), { seed: SEED, numRuns: 500 })

    const lastBlock = Math.floor(log.length / 32_768) * 32_768
    expect(lastBlock).to.be.at.least(32_768)

    fc.assert(fc.property(fc.nat(lastBlock - 32), fc.nat(7), (at, bit) => {
      const changed = log.slice()
      changed[at] ^= 1 << bit
      expect(isWholeLog(changed, crc32c)).to.equal(false)
    }), { seed: SEED, numRuns: 500 })
  })

  it('hold nothing that costs more than they are long', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      expect(unpackSnappy(bytes, 1_000)?.length ?? 0).to.be.at.most(1_000)
      expect(isWholeTable(bytes, crc32c)).to.equal(false)
      isWholeLog(bytes, crc32c)
    }), { seed: SEED, numRuns: 2_000 })
    expect(unpackSnappy(Uint8Array.of(5, 0 << 2, 7, 1 | 0 << 2, 1), 10)).to.deep.equal(Uint8Array.of(7, 7, 7, 7, 7))
    expect(unpackSnappy(Uint8Array.of(0xFF, 0xFF, 0xFF, 0xFF, 0x0F), 10)).to.equal(undefined)
  })

  async function read (ending: string): Promise<Uint8Array> {
    const [name] = (await files.list(home)).filter(one => one.endsWith(ending))
    return new Uint8Array(await readFile(join(home, name)))
  }
})
