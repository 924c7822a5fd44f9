import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs work in a folder of its own and removes the folder. */
export async function inScratch<T> (work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'factmesh-bench-'))

  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
