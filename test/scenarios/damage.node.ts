import { open, readdir, readFile } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { eventually } from '../fixtures/eventually.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

/** Facts, each in a bundle of its own. */
const FACTS = 60

describe('scenario: damage in the journal', function () {
  this.timeout(600_000)

  let stage: Stage
  let theirs: Daemon

  beforeEach(async () => {
    stage = await openStage()
    theirs = await stage.daemon('theirs')

    for (let number = 0; number < FACTS; number++) {
      await theirs.client.assert(factOf(number))
    }
  })

  afterEach(async () => {
    await stage.close()
  })

  it('is found while the node is stopped, told, and healed by one sync with a peer', async () => {
    const ours = await copyOfTheirs()
    expect(await ours.stop()).to.include({ code: 0 })
    await theirs.stop()
    await flipInTheMiddle()

    const alone = await stage.daemon('ours')
    await expectDamage(alone)
    expect(await alone.stop()).to.include({ code: 0 })

    theirs = await stage.daemon('theirs')
    await expectHealed(await stage.daemon('ours', '--bootstrap', theirs.api.multiaddrs[0]))
  })

  it('is found while the node runs, told, and healed by the next sync with a peer', async () => {
    const ours = await copyOfTheirs()
    await theirs.stop()
    await flipInTheMiddle()
    expect((await ours.run('journal', 'verify')).code).to.equal(8)
    await readAll(ours)
    await expectDamage(ours)

    theirs = await stage.daemon('theirs', '--bootstrap', ours.api.multiaddrs[0])
    await expectHealed(ours)
  })

  /** Our node once it holds all that the other one does. */
  async function copyOfTheirs (): Promise<Daemon> {
    const ours = await stage.daemon('ours', '--bootstrap', theirs.api.multiaddrs[0])

    await eventually('all facts came', async () => (await ours.publicScope()).facts === FACTS || undefined)

    return ours
  }

  /** Turns one bit of a fact in the middle of our only segment. */
  async function flipInTheMiddle (): Promise<void> {
    const folder = stage.path('ours', 'journal')
    const [segment] = await readdir(folder)
    const path = stage.path('ours', 'journal', segment)
    const position = (await readFile(path)).indexOf(factOf(FACTS / 2).value.v)
    const handle = await open(path, 'r+')

    expect(position).to.be.above(0)
    await handle.write('N', position)
    await handle.close()
  }

  /** Reads every fact, so that the damage is met. */
  async function readAll (daemon: Daemon): Promise<void> {
    for (let number = 0; number < FACTS; number++) {
      await daemon.client.facts({ entity: factOf(number).entity })
    }
  }

  /** One bundle is wanted, the rest is served, and a copy of the bytes is kept. */
  async function expectDamage (daemon: Daemon): Promise<void> {
    await eventually('the damage was found', async () => (await daemon.publicScope()).wanted === 1 || undefined)
    const page = await daemon.client.facts({ limit: 500 })

    expect(page.facts).to.have.lengthOf(FACTS - 1)
    expect(page.partial).to.equal(true)
    expect((await daemon.client.status()).storage).to.include({ wanted: 1, damaged: 1 })
    await eventually('the damaged bytes were copied', async () => (await readdir(stage.path('ours', 'quarantine', 'journal'))).length === 1 || undefined)
  }

  /** Nothing is wanted any more, and both say the same. */
  async function expectHealed (daemon: Daemon): Promise<void> {
    await eventually('the bundle came back', async () => {
      const [mine, other] = await Promise.all([daemon.publicScope(), theirs.publicScope()])

      return (mine.wanted === 0 && mine.root === other.root && mine.root != null) || undefined
    })
    const page = await daemon.client.facts({ limit: 500 })

    expect(page.facts).to.have.lengthOf(FACTS)
    expect(page.partial).to.equal(undefined)
  }
})

function factOf (number: number): { entity: string, relation: string, value: { type: 'string', v: string } } {
  return { entity: `thing:${number}`, relation: 'thing:name', value: { type: 'string', v: `number ${number} of many` } }
}
