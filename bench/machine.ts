import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { nodePlatform } from '../src/platform/index.ts'
import { levelKV } from '../src/storage/kv/index.ts'
import { perSecond } from './bench.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'

const RECORD = new Uint8Array(256)
const MESSAGE = new Uint8Array(200)
const GROUP = 512

/** A key of 40 bytes that lies anywhere among the others. */
function keyOf (number: number): Uint8Array {
  const key = new Uint8Array(40)

  new DataView(key.buffer).setUint32(0, Math.imul(number, 0x9E3779B1))

  return key
}

/** Rows that others are read against. */
export const LIMIT = {
  append: 'machine: append and fdatasync 256 bytes',
  group: 'machine: records of 256 bytes, 512 to an fdatasync',
  batch: 'machine: LevelDB entries in batches of 512',
  sign: 'machine: Ed25519 signatures',
  verify: 'machine: Ed25519 verifications, 32 in flight'
} as const

/** What the machine itself gives. */
export const MACHINE: readonly Bench[] = [
  {
    rows: [{ name: LIMIT.group, unit: 'per second' }],
    measure: async () => inScratch(async folder => {
      const file = await open(join(folder, 'log'), 'w')
      const group = new Uint8Array(GROUP * RECORD.length)
      let position = 0
      const rate = await perSecond(async () => {
        await file.write(group, 0, group.length, position)
        await file.datasync()
        position += group.length
      }, GROUP)

      await file.close()

      return [rate]
    })
  },
  {
    rows: [{ name: LIMIT.batch, unit: 'per second' }],
    measure: async () => inScratch(async folder => {
      const kv = levelKV(join(folder, 'index'))
      let next = 0

      await kv.start()
      const rate = await perSecond(async () => {
        await kv.batch(Array.from({ length: GROUP }, () => ({ type: 'put', key: keyOf(next++), value: RECORD.subarray(0, 64) })))
      }, GROUP)

      await kv.stop()

      return [rate]
    })
  },
  {
    rows: [{ name: LIMIT.append, unit: 'per second' }],
    measure: async () => inScratch(async folder => {
      const file = await open(join(folder, 'log'), 'w')
      let position = 0
      const rate = await perSecond(async () => {
        await file.write(RECORD, 0, RECORD.length, position)
        await file.datasync()
        position += RECORD.length
      })

      await file.close()

      return [rate]
    })
  },
  {
    rows: [{ name: LIMIT.sign, unit: 'per second' }],
    measure: async () => {
      const signer = nodePlatform().ed25519.signer(new Uint8Array(32).fill(7))

      return [await perSecond(async () => signer.sign(MESSAGE))]
    }
  },
  {
    rows: [{ name: LIMIT.verify, unit: 'per second' }],
    measure: async () => {
      const { ed25519 } = nodePlatform()
      const signer = ed25519.signer(new Uint8Array(32).fill(7))
      const signature = await signer.sign(MESSAGE)

      return [await perSecond(async () => Promise.all(Array.from({ length: 32 }, async () => ed25519.verify(signer.publicKey, MESSAGE, signature))), 32)]
    }
  }
]
