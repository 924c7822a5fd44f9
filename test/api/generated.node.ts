import { readFile } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { generatedSources } from '../run/generate.ts'

describe('generated operations of the API', () => {
  for (const [path, source] of generatedSources()) {
    it(`${path.split('/').slice(-3).join('/')} is that of the table of routes; npm run generate writes it again`, async () => {
      expect(await readFile(path, 'utf8')).to.equal(source)
    })
  }
})
