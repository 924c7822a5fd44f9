import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { createProgram, EXIT, EXIT_CODES, FAILURES } from '../../../src/apps/cli/index.ts'
import { cliStage } from '../../fixtures/cli-stage.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

const DOCS = join(import.meta.dirname, '../../../docs')

type Command = ReturnType<typeof createProgram>

function program (): Command {
  return createProgram({
    exit: () => {},
    terminal: { env: {}, directory: '/', stdin: (async function * () {})(), out: async () => {}, err: () => {}, onInterrupt: () => () => {}, outIsTty: false, errIsTty: false, columns: 80 }
  })
}

/** All commands with their words, `peers ls` among them. */
function commandsIn (command: Command, words: string[] = []): Array<[string[], Command]> {
  return command.commands.flatMap(child => {
    const path = [...words, child.name()]
    return [[path, child] as [string[], Command], ...commandsIn(child, path)]
  })
}

describe('cli tree', () => {
  let stage: CliStage

  before(async () => { stage = await cliStage() })
  after(async () => { await stage.close() })

  commandsIn(program()).forEach(([path, command]) => {
    const name = path.join(' ')

    it(`${name}: help begins with examples that the program takes, and shows --json`, async () => {
      const { code, out } = await stage.run([...path, '--help'])
      expect(code).to.equal(0)
      expect(out).to.match(/^Examples:\n {2}\$ /)
      expect(out).to.contain('--json').and.to.contain('--home')
      const examples = [...out.matchAll(/^ {2}\$ (.*factmesh .*)$/gm)].map(([, line]) => line)
      expect(examples).to.not.be.empty()
      expect(examples.some(line => line.includes(`factmesh ${path[0] === 'daemon' ? 'up' : name}`))).to.equal(true)
      expect(command.description()).to.match(/^[A-Z].*\.$/)
    })

    it(`${name}: stands in docs/CLI.md with every flag`, async () => {
      const text = await readFile(join(DOCS, 'CLI.md'), 'utf8')
      if (command.commands.length === 0) { expect(text).to.contain(`| \`factmesh ${name}`) }
      for (const option of command.options) { expect(text, option.long ?? '').to.contain(`\`${option.long ?? ''}`) }
    })

    it(`${name}: refuses flags and arguments that it does not know`, async () => {
      const { code, out, err } = await stage.run([...path, '--nonsense'])
      expect(code).to.equal(EXIT.usage)
      expect(out).to.equal('')
      expect(err).to.match(/^error {2}.*\(exit 2, usage\)\n/)
      expect((await stage.run([...path, ...Array(9).fill('x')])).code).to.equal(EXIT.usage)
    })
  })

  it('every flag of the program and every exit code stand in docs/CLI.md', async () => {
    const text = await readFile(join(DOCS, 'CLI.md'), 'utf8')
    for (const { long } of program().options) { expect(text).to.contain(`\`${long}`) }
    for (const [code, meaning] of EXIT_CODES) { expect(text).to.contain(`| ${code} | ${meaning} |`) }
    for (const code of Object.values(EXIT)) { expect(EXIT_CODES.some(([listed]) => listed === code)).to.equal(true) }
    for (const { exit } of Object.values(FAILURES)) { expect(Object.values<number>(EXIT)).to.include(exit) }
  })

  it('says what was meant', async () => {
    const { code, err } = await stage.run(['asert', 'a', 'b', 'c'])
    expect(code).to.equal(EXIT.usage)
    expect(err).to.contain('unknown command').and.to.contain('(Did you mean assert?)')
  })

  it('shows help when a command is missing', async () => {
    for (const args of [[], ['peers'], ['journal'], ['conflicts'], ['alias'], ['audit'], ['token']]) {
      const { code, out, err } = await stage.run(args)
      expect(code).to.equal(EXIT.usage)
      expect(out).to.equal('')
      expect(err).to.contain('Usage:')
    }
  })

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile(join(DOCS, '../package.json'), 'utf8'))
    expect(await stage.run(['--version'])).to.deep.equal({ code: 0, out: `${version}\n`, err: '' })
  })

  it('lists the exit codes', async () => {
    const { out } = await stage.run(['--help'])
    for (const [code, text] of EXIT_CODES) { expect(out).to.match(new RegExp(`^ +${code} +${text.replace(/[()]/g, '\\$&')}$`, 'm')) }
  })
})
