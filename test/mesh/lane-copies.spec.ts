import { expect } from 'aegir/chai'
import { openHome } from '../../src/mesh/index.ts'
import { decodeHeader } from '../../src/model/bundle/index.ts'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import { MemoryFiles, platform } from '../../src/platform/index.ts'
import { copyFiles } from '../fixtures/homes.ts'
import { draftOf, Meshes, next, rootOf, until } from '../fixtures/meshes.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { FactMesh } from '../../src/mesh/index.ts'
import type { FactRecord } from '../../src/replica/index.ts'

const HOME = '/data/home'

/** The lanes in which facts stand. */
async function lanesOf (mesh: FactMesh, facts: readonly FactRecord[]): Promise<Set<string>> {
  const proofs = await Promise.all(facts.map(async ({ id }) => mesh.proof(id)))
  return new Set(proofs.map(proof => proof == null ? 'nowhere' : toHex(decodeHeader(proof.headerBytes).lane)))
}

describe('copies of one home', () => {
  const meshes = new Meshes()
  let files: MemoryFiles
  let witness: FactMesh
  let number = 0

  /** Opens a home over the memory disk; without its index it is built from the journal. */
  const open = async (home = HOME): Promise<FactMesh> => meshes.make({
    home,
    seed: testPeer(1).seed,
    platform: { ...platform(), name: 'simulated', files },
    syncIntervalMs: false
  })

  const write = async (mesh: FactMesh, count: number): Promise<FactRecord[]> => {
    const facts: FactRecord[] = []
    for (let index = 0; index < count; index++) { facts.push(await mesh.assert(draftOf(number++))) }
    return facts
  }

  /** Reconciles both ways, which is over when both sets are equal. */
  const reconcile = async (mesh: FactMesh): Promise<void> => {
    await until('the sets are equal', async () => {
      await mesh.syncNow()
      return rootOf(mesh) === rootOf(witness)
    })
  }

  /** Leaves the home as a disk does that went back to a snapshot: no file was replaced, and all of them fit together. */
  const rewind = async (segment: string, content: Uint8Array, lane: Uint8Array): Promise<void> => {
    const home = await openHome({ files, platform: platform() }, HOME)
    const handle = await files.open(segment, 'write')
    await handle.write([content], 0)
    await handle.truncate(content.length)
    await handle.sync()
    await handle.close()
    await home.laneStore.save(lane)
    await home.close()
  }

  const expectNoEquivocation = (...all: FactMesh[]): void => {
    for (const mesh of all) { expect(mesh.status().counters.bundles).to.deep.include({ equivocation: 0 }) }
  }

  beforeEach(async () => {
    files = new MemoryFiles()
    witness = await meshes.make({ syncIntervalMs: false })
  })

  afterEach(async () => {
    await meshes.stop()
  })

  it('write on in lanes of their own, and all their facts arrive', async () => {
    const before = await open()
    await meshes.join(before, witness)
    const old = await write(before, 3)
    await reconcile(before)
    await before.stop()
    await copyFiles(files, HOME, '/data/copy')

    const original = await open()
    const first = await write(original, 3)
    await meshes.join(original, witness)
    await reconcile(original)
    await original.stop()
    const copy = await open('/data/copy')
    expect(copy.peerId).to.equal(original.peerId)
    const second = await write(copy, 3)
    await meshes.join(copy, witness)
    await reconcile(copy)

    expect((await witness.page()).total).to.equal(9)
    expect(await lanesOf(witness, [...old, ...first])).to.have.lengthOf(1)
    expect(await lanesOf(witness, [...old, ...first, ...second])).to.have.lengthOf(2)
    expectNoEquivocation(witness, copy)
  })

  it('never reuse a place in a chain after an old backup was restored', async () => {
    const before = await open()
    await meshes.join(before, witness)
    await write(before, 3)
    await before.stop()
    await copyFiles(files, HOME, '/backup')
    const later = await open()
    await meshes.join(later, witness)
    const lost = await write(later, 3)
    await reconcile(later)
    await later.stop()
    await files.remove(HOME)
    await copyFiles(files, '/backup', HOME)

    const restored = await open()
    const anew = await write(restored, 3)
    await meshes.join(restored, witness)
    await reconcile(restored)
    expect((await restored.page()).total).to.equal(9)
    expect(await lanesOf(witness, [...lost, ...anew])).to.have.lengthOf(2)
    expectNoEquivocation(witness, restored)
  })

  it('open another lane when a peer knows more of theirs than they do', async () => {
    const before = await open()
    await meshes.join(before, witness)
    await write(before, 2)
    await reconcile(before)
    await before.stop()
    const segment = files.join(HOME, 'journal', (await files.list(`${HOME}/journal`))[0])
    const old = await files.readFile(segment) ?? new Uint8Array()
    const later = await open()
    await meshes.join(later, witness)
    const lost = await write(later, 3)
    await reconcile(later)
    await later.stop()
    const [lane] = await lanesOf(witness, lost)
    await rewind(segment, old, fromHex(lane))

    const restored = await open()
    expect((await restored.page()).total).to.equal(2)
    const opened = next(restored, 'lane:open')
    await meshes.join(restored, witness)
    await reconcile(restored)
    await opened
    const anew = await write(restored, 3)
    await reconcile(restored)
    expect((await witness.page()).total).to.equal(8)
    expect(await lanesOf(witness, [...lost, ...anew])).to.have.lengthOf(2)
    expectNoEquivocation(witness, restored)
  })
})
