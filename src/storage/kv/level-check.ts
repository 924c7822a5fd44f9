import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32c as nativeCrc32c } from '@node-rs/crc32'
import { KVCorruptError } from './errors.ts'
import { isWholeLog } from './files/log-file.ts'
import { isWholeTable } from './files/table-file.ts'
import { levelKV } from './level.ts'
import { scanSealed } from './sealed/sealed-scan.ts'
import type { SealedCount, SealedRange } from './interface.ts'
import type { Crc32c } from '../../platform/interface.ts'

/**
 * Compares the checksums of all blocks and log records of a database that nobody has open, and reads the sealed entries of a
 * range; what the process of `checkLevel` does. Scanning alone does not prove it: lookups go through filters and restart
 * points that a scan does not use.
 */
export async function countLevel (path: string, range: SealedRange): Promise<SealedCount> {
  const isWhole = await hasWholeFiles(path)
  const kv = levelKV(path)
  await kv.start() // tells first whether somebody has it open
  if (!isWhole) {
    throw new KVCorruptError(path)
  }
  let count: SealedCount = { proof: undefined, entries: 0, sum: 0, isComplete: false }
  for await (count of scanSealed({ kv, crc32c }, range)) {
    // Only the last count matters here.
  }
  await kv.stop()
  return count
}

async function hasWholeFiles (path: string): Promise<boolean> {
  for (const name of await readdir(path)) {
    const isWhole = name.endsWith('.ldb') ? isWholeTable : isWholeLog
    if (/\.(?:ldb|log)$/.test(name) && !isWhole(await readFile(join(path, name)), crc32c)) {
      return false
    }
  }
  return true
}

/** The native function takes no default. */
const crc32c: Crc32c = (bytes, previous) => nativeCrc32c(bytes, previous)
