import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { FACT } from '../../fixtures/api-requests.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import { PEER } from '../../fixtures/fake-mesh.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

function fact (entity: string, more: object = {}): string {
  return JSON.stringify({ ...FACT, entity, ...more })
}

async function * chunks (parts: Iterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const part of parts) { yield typeof part === 'string' ? new TextEncoder().encode(part) : part }
}

describe('cli import and export', () => {
  let stage: CliStage

  beforeEach(async () => { stage = await cliStage() })
  afterEach(async () => { await stage.close() })

  it('writes a file and counts', async () => {
    const path = await stage.file('facts.jsonl', [fact('a:1'), fact('a:2'), fact('a:1')].join('\n'))
    const { code, out, err } = await stage.run(['import', path])
    expect({ code, err }).to.deep.equal({ code: 0, err: '' })
    expect(JSON.parse(out)).to.deep.equal({ lines: 3, stored: 2, unchanged: 1, failed: 0 })
    expect(JSON.parse((await stage.run(['import', path])).out)).to.deep.equal({ lines: 3, stored: 0, unchanged: 3, failed: 0 })
    expect((await stage.run(['import', path], { isTty: true })).out).to.equal('3 lines: 0 stored, 3 unchanged, 0 failed\n')
  })

  it('reads stdin, line by line, whatever the pieces', async () => {
    const text = `\uFEFF${fact('a:1')}\r\n\n   \n${fact('a:é🗼')}\n\t\n${fact('a:3')}`
    const bytes = new TextEncoder().encode(text)
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async cuts => {
      stage.mesh.records.length = 0
      const ends = [...cuts.sort((a, b) => a - b), bytes.length]
      const stdin = chunks(ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end)))
      const { out } = await stage.run(['import', '-', '--json'], { stdin })
      expect(jsonLines(out).map(({ line }) => line)).to.deep.equal([1, 4, 6, undefined])
      expect(stage.mesh.records.map(record => record.entity)).to.deep.equal(['a:1', 'a:é🗼', 'a:3'])
    }), { numRuns: 40 })
  })

  it('names bad lines and goes on', async () => {
    const lines = [fact('a:1'), '{broken', fact('a:2', { confidence: 7 }), '', fact('a:3', { author: 5 }), fact('a:4')]
    const { code, out, err } = await stage.run(['import', await stage.file('f', lines.join('\n'))])
    expect(code).to.equal(EXIT.partial)
    expect(JSON.parse(out)).to.deep.equal({ lines: 5, stored: 2, unchanged: 0, failed: 3 })
    expect(err.trimEnd().split('\n').map(line => line.slice(0, 7))).to.deep.equal(['line 2 ', 'line 3 ', 'line 5 '])
    expect(err).to.contain('confidence: must be at most 1').and.to.contain('author: is not a field')
  })

  it('prints each line once it is durable, and the counts at the end', async () => {
    const { out } = await stage.run(['import', await stage.file('f', `${fact('a:1')}\n5\n${fact('a:1')}\n`), '--json'])
    expect(jsonLines(out)).to.deep.equal([
      { line: 1, id: 'bafyfake.0' },
      { line: 2, code: 'malformed', detail: 'must be an object' },
      { line: 3, id: 'bafyfake.0', unchanged: true },
      { lines: 3, stored: 1, unchanged: 1, failed: 1 }
    ])
  })

  it('answers a line that was typed before the next one comes', async () => {
    const first = Promise.withResolvers<void>()
    const append = stage.mesh.append
    stage.mesh.append = async (...args) => { first.resolve(); return append(...args) }
    const stdin = async function * (): AsyncGenerator<Uint8Array> {
      yield * chunks([`${fact('a:1')}\n`])
      await first.promise // would never come if the first line were kept waiting
      yield * chunks([`${fact('a:2')}\n`])
    }
    expect(JSON.parse((await stage.run(['import', '-'], { stdin: stdin() })).out)).to.include({ stored: 2 })
  })

  it('keeps the order of lines over many requests', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => fact(`a:${i % 7}`, { value: { type: 'number', v: i } }))
    const { code, out } = await stage.run(['import', await stage.file('f', lines.join('\n'))])
    expect(code).to.equal(0)
    expect(JSON.parse(out)).to.include({ lines: 20_000, stored: 20_000 })
    expect(stage.mesh.records.map(record => record.value.v)).to.deep.equal(lines.map((_, i) => i))
    expect(stage.mesh.appends.every(({ options }) => options.skipUnchanged === true)).to.equal(true)
  })

  it('stops at the first bad line when told to', async () => {
    const lines = [fact('a:1'), 'bad', ...Array.from({ length: 50_000 }, (_, i) => fact(`a:${i}`))]
    const { code, out } = await stage.run(['import', await stage.file('f', lines.join('\n')), '--strict'])
    expect(code).to.equal(EXIT.partial)
    expect(JSON.parse(out).lines).to.be.below(20_000)
  })

  it('leaves stdin alone when it stops', async () => {
    const stdin = async function * (): AsyncGenerator<Uint8Array> {
      yield * chunks(['bad\n'])
      await new Promise(() => {})
    }
    expect((await stage.run(['import', '-', '--strict'], { stdin: stdin() })).code).to.equal(EXIT.partial)
  })

  it('drops lines that are longer than any fact, in bounded memory', async () => {
    const long = function * (): Generator<string> {
      yield `${fact('a:1')}\n`
      for (let i = 0; i < 200; i++) { yield 'x'.repeat(64 * 1024) }
      yield `\n${fact('a:2')}\n`
    }
    const { out, err } = await stage.run(['import', '-'], { stdin: chunks(long()) })
    expect(JSON.parse(out)).to.deep.equal({ lines: 3, stored: 2, unchanged: 0, failed: 1 })
    expect(err).to.match(/^line 2 .*too_large/)
  })

  it('writes into one scope when told to', async () => {
    await stage.run(['import', await stage.file('f', `${fact('a:1')}\n${fact('a:2', { scope: 'local' })}`), '--scope', 'team'])
    expect(stage.mesh.records.map(record => record.scope)).to.deep.equal(['team', 'team'])
  })

  it('takes back what it exported, unchanged', async () => {
    const lines = [fact('a:1', { value: { type: 'datetime', v: '2030-01-31T12:00:00Z' } }), fact('a:2', { scope: 'team', confidence: 0.5, valid_until: '2031-01-31T12:00:00Z', lifecycle: 'approved' }), fact('a:3', { value: { type: 'null' } })]
    await stage.run(['import', await stage.file('f', lines.join('\n'))])
    const exported = (await stage.run(['export'])).out
    expect(jsonLines(exported)).to.have.length(3)
    expect(jsonLines((await stage.run(['export', '--scope', 'team'])).out)).to.have.length(1)
    const again = await stage.run(['import', await stage.file('g', exported)])
    expect(JSON.parse(again.out)).to.deep.equal({ lines: 3, stored: 0, unchanged: 3, failed: 0 })

    const other = await cliStage()
    try {
      await other.run(['import', await other.file('g', exported)])
      const strip = ({ entity, value, confidence, scope, valid_until: until, lifecycle }: Record<string, unknown>): object => ({ entity, value, confidence, scope, until, lifecycle })
      expect(jsonLines((await other.run(['export'])).out).map(strip)).to.have.deep.members(jsonLines(exported).map(strip))
    } finally {
      await other.close()
    }
  })

  it('states the facts of other authors on its own behalf, and names the original', async () => {
    await stage.mesh.append([{ ...FACT, value: { type: 'number', v: 1 } }])
    const [own] = jsonLines((await stage.run(['export'])).out)
    const foreign = { ...own, author: PEER.peerId, source: `stigmem://${PEER.peerId}/node/self` }
    const lines = [foreign, { ...foreign, id: 'bafyaway.3', entity: 'city:rome' }, { ...foreign, id: 5 }].map(record => JSON.stringify(record))
    const answers = jsonLines((await stage.run(['import', await stage.file('f', lines.join('\n')), '--json'])).out)
    expect(answers.slice(0, 2)).to.deep.equal([{ line: 1, id: 'bafyfake.0', unchanged: true }, { line: 2, id: 'bafyfake.1' }])
    expect(answers[2]).to.include({ line: 3, code: 'malformed' })
    expect(answers[3]).to.deep.equal({ lines: 3, stored: 1, unchanged: 1, failed: 1 })
    expect(stage.mesh.records[1]).to.deep.include({ entity: 'city:rome', source: `stigmem://${stage.mesh.peerId}/node/self`, derivedFrom: ['bafyaway.3'] })
  })

  it('tells what was stored when the daemon goes away', async () => {
    const gone = Promise.withResolvers<void>()
    const stdin = async function * (): AsyncGenerator<Uint8Array> {
      yield * chunks([`${fact('a:1')}\n`])
      await gone.promise
      yield * chunks([`${fact('a:2')}\n`])
    }
    const append = stage.mesh.append
    stage.mesh.append = async (...args) => {
      const results = await append(...args)
      void stage.listener.close().then(gone.resolve)
      return results
    }
    const { code, out, err } = await stage.run(['import', '-'], { stdin: stdin() })
    expect(code).to.equal(EXIT.unreachable)
    expect(JSON.parse(out)).to.deep.equal({ lines: 1, stored: 1, unchanged: 0, failed: 0 })
    expect(err).to.contain('node_unreachable')
  })

  it('says when a file cannot be read', async () => {
    const { code, err } = await stage.run(['import', `${stage.home}/none.jsonl`])
    expect(code).to.equal(EXIT.notFound)
    expect(err).to.contain('none.jsonl')
    expect((await stage.run(['import', stage.home])).code).to.equal(EXIT.notFound)
  })

  it('takes an empty file', async () => {
    expect(JSON.parse((await stage.run(['import', await stage.file('f', '')])).out)).to.deep.equal({ lines: 0, stored: 0, unchanged: 0, failed: 0 })
  })

  it('draws its progress for people, and leaves nothing of it behind', async () => {
    const path = await stage.file('f', fact('a:1'))
    const { err } = await stage.run(['import', path], { isTty: true })
    expect(err).to.match(/█ 100 % {2}1 lines/)
    expect(err.endsWith('\r')).to.equal(true)
    expect((await stage.run(['import', path, '-q'], { isTty: true })).err).to.equal('')
  })
})
