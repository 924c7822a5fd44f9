import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

describe('cli curation', () => {
  let stage: CliStage

  beforeEach(async () => { stage = await cliStage() })
  afterEach(async () => { await stage.close() })

  const OTHERS = ['--scope', 'team', '--source', 'stigmem://a/b']
  const GIVEN = { scope: 'team', source: 'stigmem://a/b' }

  const writes: Array<[string[], string, Record<string, unknown>]> = [
    [['alias', 'add', 'city:paris', 'city:lutetia'], 'alias', { canonical: 'city:paris', alias: 'city:lutetia', takeBack: undefined }],
    [['alias', 'rm', 'city:paris', 'city:lutetia'], 'alias', { canonical: 'city:paris', alias: 'city:lutetia', takeBack: true }],
    [['rule', 'set', 'geo:language', 'many'], 'rule', { relation: 'geo:language', cardinality: 'many', takeBack: undefined }],
    [['rule', 'rm', 'geo:language'], 'rule', { relation: 'geo:language', takeBack: true }],
    [['edition', 'add', 'atlas-2', '--supersedes', 'atlas-1', '--type', 'refine'], 'edition', { name: 'atlas-2', supersedes: 'atlas-1', type: 'refine', takeBack: undefined }],
    [['edition', 'rm', 'atlas-2'], 'edition', { name: 'atlas-2', takeBack: true }]
  ]

  writes.forEach(([args, kind, draft]) => {
    it(`${args.slice(0, 2).join(' ')}: writes a statement and prints its id`, async () => {
      expect(await stage.run([...args, ...OTHERS])).to.deep.equal({ code: 0, out: 'bafyfake.0\n', err: '' })
      expect(stage.mesh.asked.at(-1)).to.have.property('0', kind)
      expect(stage.mesh.asked.at(-1)?.[1]).to.include({ ...draft, ...GIVEN })
      expect(JSON.parse((await stage.run([...args, '--json'])).out)).to.have.property('id', 'bafyfake.1')
      expect((await stage.run(args, { isTty: true })).err).to.equal(`next  factmesh ${args[0]} ls\n`)
    })
  })

  const lists: Array<[string, string[], RegExp]> = [
    ['alias', ['add', 'city:paris', 'city:lutetia'], /^city:paris +city:lutetia +public /m],
    ['rule', ['set', 'geo:language', 'many'], /^geo:language +many +public /m],
    ['edition', ['add', 'atlas-2', '--supersedes', 'atlas-1', '--type', 'refine'], /^atlas-2 +atlas-1 +refine +public /m]
  ]

  lists.forEach(([name, args, row]) => {
    it(`${name} ls: what counts, for programs and people`, async () => {
      expect(await stage.run([name, 'ls'])).to.deep.equal({ code: 0, out: '', err: '' })
      await stage.run([name, ...args])
      expect(jsonLines((await stage.run([name, 'ls'])).out)[0]).to.include({ id: 'bafyfake.0', scope: 'public' })
      expect((await stage.run([name, 'ls'], { isTty: true })).out).to.match(row)
      expect((await stage.run([name, 'ls', '--scope', 'team', '--limit', '3'])).out).to.equal('')
    })
  })

  it('refuses what does not belong together', async () => {
    for (const args of [['rule', 'set', 'geo:language', 'few'], ['edition', 'add', 'atlas-2', '--supersedes', 'atlas-1'], ['edition', 'add', 'atlas-2', '--type', 'refine'], ['edition', 'add', 'x', '--supersedes', 'y', '--type', 'z']]) {
      expect((await stage.run(args)).code, args.join(' ')).to.equal(EXIT.usage)
    }
    expect(stage.mesh.asked).to.deep.equal([])
  })
})
