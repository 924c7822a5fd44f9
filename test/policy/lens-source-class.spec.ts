import { expect } from 'aegir/chai'
import { SOURCE_CLASSES } from '../../src/model/fact/index.ts'
import { inferredSourceClass } from '../../src/policy/lens/index.ts'

const TABLE: ReadonlyArray<readonly [string, string]> = [
  ['rfc', 'regulatory'], ['fda', 'regulatory'], ['ietf', 'regulatory'],
  ['pubmed', 'clinical'], ['peer', 'clinical'],
  ['vendor', 'observational'],
  ['code', 'expert'], ['wiki', 'expert'],
  ['community', 'community'],
  ['blog', 'anecdotal'], ['anon', 'anecdotal'], ['whatever', 'anecdotal'], ['constructor', 'anecdotal']
]

describe('lens source class', () => {
  it('follows from the scheme of a source, or from the type in a source that somebody owns', () => {
    for (const [kind, name] of TABLE) {
      for (const source of [`${kind}:7231`, `${kind}://host/7231`, `stigmem://node-a/${kind}/7231`]) {
        expect(SOURCE_CLASSES[inferredSourceClass(source)], source).to.equal(name)
      }
    }
  })

  it('is the last one for everything else', () => {
    for (const source of ['', 'rfc-7231', 'stigmem:', 'stigmem://rfc', 'stigmem://rfc/agent/1', 'stigmem://node-a/agent/rfc', 'Rfc:1']) {
      expect(SOURCE_CLASSES[inferredSourceClass(source)], source).to.equal('anecdotal')
    }
  })
})
