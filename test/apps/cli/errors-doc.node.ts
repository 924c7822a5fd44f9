import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { PROBLEMS } from '../../../src/api/index.ts'
import { FAILURES } from '../../../src/apps/cli/index.ts'
import * as door from '../../../src/index.ts'

const PATH = join(import.meta.dirname, '../../../docs/ERRORS.md')

/** Rows of the tables of the page, split into cells. */
async function rowsOf (columns: number): Promise<string[][]> {
  const text = await readFile(PATH, 'utf8')
  const rows = text.split('\n').filter(line => line.startsWith('| `')).map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))
  return rows.filter(row => row.length === columns)
}

describe('docs/ERRORS.md', () => {
  it('lists the problems of the API, word for word', async () => {
    const listed = (await rowsOf(4)).map(([code, status, title, hint]) => [code.slice(1, -1), { status: Number(status), title, hint }])
    expect(Object.fromEntries(listed)).to.deep.equal(PROBLEMS)
  })

  it('lists the failures of the command line', async () => {
    const listed = (await rowsOf(3)).filter(([,, name]) => name.startsWith('`')).map(([code, exit, name]) => [name.slice(1, -1), code.slice(1, -1), Number(exit)])
    const known = Object.entries(FAILURES).map(([name, { code, exit }]) => [name, code, exit])
    expect(listed.sort()).to.deep.equal(known.sort())
  })

  it('misses no failure of a start that the public door names', () => {
    const names = Object.values(door).flatMap(value => typeof value === 'function' && value.prototype instanceof Error ? [value.name] : [])
    const written = ['FactRefusedError', 'MeshStoppedError', 'NoHandlerError'] // of writing and of the library: they cannot end a command
    expect(names.filter(name => !Object.hasOwn(FAILURES, name) && !written.includes(name))).to.deep.equal([])
  })
})
