import { expect } from 'aegir/chai'
import { toHex } from '../../src/model/bytes/index.ts'
import { InvalidNetNameError, isNetName, LOCAL_SCOPE, publicScopeId, SCOPE_ID_BYTES, scopeText } from '../../src/policy/scope/index.ts'
import { PUBLIC_SCOPES } from '../vectors/scope.ts'

describe('policy/scope', () => {
  for (const { net, id, text } of PUBLIC_SCOPES) {
    it(`derives the public scope of ${net}`, () => {
      expect(toHex(publicScopeId(net))).to.equal(id)
      expect(scopeText('public', publicScopeId(net))).to.equal(text)
    })
  }

  it('gives each network a public scope of its own, and none the local one', () => {
    const ids = ['main', 'mai', 'main-', '-main', 'public', '0', 'a'.repeat(32)].map(net => toHex(publicScopeId(net)))

    expect(new Set([...ids, toHex(LOCAL_SCOPE)]).size).to.equal(ids.length + 1)
    expect(LOCAL_SCOPE).to.deep.equal(new Uint8Array(SCOPE_ID_BYTES))
    expect(scopeText('local', LOCAL_SCOPE)).to.equal('local@aaaaaaaaaaaaaaaaaaaaaaaaaa')
  })

  it('takes only lower case letters, digits and hyphens as the name of a network', () => {
    for (const name of ['main', 'a', '0', '-', 'test-net-7', 'a'.repeat(32)]) {
      expect(isNetName(name), name).to.equal(true)
    }

    for (const name of ['', 'Main', 'a b', 'a_b', 'a.b', 'a/b', 'é', 'а', 'main\n', 'main\u0000', 'a'.repeat(33)]) {
      expect(isNetName(name), name).to.equal(false)
      expect(() => publicScopeId(name)).to.throw(InvalidNetNameError).with.property('net', name)
    }
  })
})
