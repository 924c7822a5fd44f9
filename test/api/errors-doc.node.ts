import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { PROBLEMS } from '../../src/api/index.ts'

const PATH = join(import.meta.dirname, '../../docs/ERRORS.md')
const SECTION = /^#### `(\w+)`\n\nCause: (.+)\n\nFix: (.+)\n/gm

describe('sections of docs/ERRORS.md', () => {
  it('give the cause of every problem, and the fix that its hint names', async () => {
    const sections = [...(await readFile(PATH, 'utf8')).matchAll(SECTION)]
    const fixes = Object.fromEntries(sections.map(([, code,, fix]) => [code, fix]))
    expect(fixes).to.deep.equal(Object.fromEntries(Object.entries(PROBLEMS).map(([code, { hint }]) => [code, hint])))
    expect(sections).to.have.length(Object.keys(fixes).length)
    for (const [, code, cause] of sections) { expect(cause, code).to.match(/^[A-Z`].{20,}\.$/) }
  })
})
