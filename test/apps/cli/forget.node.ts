import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { cliStage } from '../../fixtures/cli-stage.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

describe('cli forget', () => {
  let stage: CliStage
  let id: string

  beforeEach(async () => {
    stage = await cliStage()
    id = (await stage.mesh.assert({ entity: 'thing:1', relation: 'test:said', value: { type: 'null', v: null } })).id
  })

  afterEach(async () => { await stage.close() })

  it('prints the erasure that travels, or what becomes of the content here', async () => {
    expect((await stage.run(['forget', id, '--reason', 'asked for'])).out).to.equal('bafyerasure.0\n')
    expect(JSON.parse((await stage.run(['forget', id, '--json'])).out)).to.deep.equal({ id, state: 'erased', erasure: 'bafyerasure.0' })
    expect((await stage.run(['forget', id, '--here-only'])).out).to.equal(`${id} refused\n`)
    expect((await stage.run(['forget', id, '--undo'])).out).to.equal(`${id} wanted\n`)
  })

  it('knows what is not there', async () => {
    const { code, err } = await stage.run(['forget', 'bafynothing.0'])
    expect(code).to.equal(EXIT.notFound)
    expect(err).to.include('not_found')
  })
})
