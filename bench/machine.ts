import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { nodePlatform } from '../src/platform/index.ts'
import { perSecond } from './bench.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'

const RECORD = new Uint8Array(256)
const MESSAGE = new Uint8Array(200)

/** Rows that others are read against. */
export const LIMIT = {
  append: 'machine: append and fdatasync 256 bytes',
  sign: 'machine: Ed25519 signatures',
  verify: 'machine: Ed25519 verifications, 32 in flight'
} as const

/** What the machine itself gives. */
export const MACHINE: readonly Bench[] = [
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
