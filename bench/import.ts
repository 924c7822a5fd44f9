import { writeFile } from 'node:fs/promises'
import { startDaemon } from '../test/fixtures/daemon.ts'
import { runProgram } from '../test/fixtures/program.ts'
import { median, ROUNDS } from './bench.ts'
import { nextDrafts } from './facts.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'

const LINES = 100_000

/** The command line and a daemon, each in a process of its own. Needs the compiled package. */
export const IMPORT: readonly Bench[] = [
  {
    rows: [
      { name: 'import: facts from a file', unit: 'per second', target: { atLeast: 25_000 } },
      { name: 'import: facts that are there already', unit: 'per second' },
      { name: 'import: processor time of the daemon', unit: 'µs per fact' }
    ],
    measure: async () => inScratch(async folder => {
      const daemon = await startDaemon(`${folder}/home`)
      const busyBefore = await daemon.processorSeconds()
      const rates: number[] = []
      let again = 0
      const path = `${folder}/facts.jsonl`
      const importFile = async (): Promise<number> => {
        const { ms } = await runProgram(['import', path, '--home', daemon.home])

        return LINES / ms * 1_000
      }

      for (let i = 0; i < ROUNDS; i++) {
        await writeFile(path, nextDrafts(LINES).map(draft => JSON.stringify(draft) + '\n').join(''))
        rates.push(await importFile())
      }

      const busy = await daemon.processorSeconds() - busyBefore

      again = await importFile()
      await daemon.stop()

      return [median(rates), again, busy / (LINES * ROUNDS) * 1_000_000]
    })
  }
]
