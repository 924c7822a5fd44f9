import { readdir, readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { expect } from 'aegir/chai'

const FOLDER = join(import.meta.dirname, 'raw')

/** Public packages that anybody who reads the documents has as well. */
const PACKAGES: readonly string[] = ['@ipld/', '@libp2p/', '@multiformats/', '@noble/', 'libp2p', 'multiformats/', 'uint8arraylist']

describe('attacker: its files', () => {
  it('import public packages and each other, and nothing of this project', async () => {
    const names = await readdir(FOLDER)

    expect(names).to.not.be.empty()

    for (const name of names) {
      const text = await readFile(join(FOLDER, name), 'utf8')
      const specifiers = [...text.matchAll(/(?:from|import\s*\(?)\s*'([^']+)'/g)].map(([, specifier]) => specifier)
      const foreign = specifiers.filter(specifier => !isBuiltin(specifier) && !/^\.\/[a-z-]+\.ts$/.test(specifier) && !PACKAGES.some(known => specifier.startsWith(known)))

      expect(foreign, name).to.deep.equal([])
    }
  })
})
