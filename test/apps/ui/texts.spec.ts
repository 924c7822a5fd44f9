import { expect } from 'aegir/chai'
import { parseExposition } from '../../../src/apps/ui/charts/exposition.ts'
import { connectionText, offersText, stateText, wayOf } from '../../../src/apps/ui/parts/peer-words.ts'
import { visible } from '../../../src/apps/ui/parts/text.ts'
import { href, parseRoute } from '../../../src/apps/ui/route.ts'
import { cliOf, curlOf, pathOf, programOf, VIEWS } from '../../../src/apps/ui/views.ts'
import { HOSTILE_MARKUP } from '../../fixtures/hostile-markup.ts'

const URL_OF_NODE = 'http://127.0.0.1:7117'

describe('texts of the dashboard', () => {
  it('writes out what nobody sees and what turns the order around, and leaves the rest', () => {
    expect(visible('a\u202egnp.exe')).to.equal('a\\u{202e}gnp.exe')
    expect(visible('\u0000\u001b[31m\ud800')).to.equal('\\u{0}\\u{1b}[31m\\u{d800}')
    for (const text of ['', 'Zürich', 'line\nline\tcolumn', '👩‍👩‍👧‍👦', 'שלום', '<b>']) { expect(visible(text)).to.equal(text) }
  })

  it('reads back every address that it makes', () => {
    for (const text of HOSTILE_MARKUP.map(text => text.toWellFormed())) {
      expect(parseRoute(href('facts', { entity: text, relation: undefined, empty: '' }))).to.deep.equal({ page: 'facts', query: text === '' ? {} : { entity: text } })
    }
    expect(parseRoute('')).to.deep.equal({ page: 'overview', query: {} })
    expect(parseRoute('#login=abc').page).to.equal('overview')
  })

  it('asks the same with curl, a command and a program', () => {
    const values = { entity: "city:l'aquila", relation: 'geo:river', limit: '5', cursor: '' }
    expect(pathOf(VIEWS.facts, values)).to.equal('/v1/facts?entity=city%3Al%27aquila&relation=geo%3Ariver&limit=5')
    expect(curlOf(VIEWS.facts, values, URL_OF_NODE)).to.equal(`curl -H "Authorization: Bearer $FACTMESH_TOKEN" '${URL_OF_NODE}/v1/facts?entity=city%3Al%27aquila&relation=geo%3Ariver&limit=5'`)
    expect(cliOf(VIEWS.facts, values)).to.equal("factmesh query --json --relation=geo:river --limit=5 'city:l'\\''aquila'")
    expect(programOf(VIEWS.facts, values, URL_OF_NODE)).to.contain('client.call(\'getV1Facts\', {"query":{"entity":"city:l\'aquila","relation":"geo:river","limit":5}})')
    expect(pathOf(VIEWS.why, { id: 'a/b' })).to.equal('/v1/facts/a%2Fb/why')
    expect(programOf(VIEWS.why, { id: 'a' }, URL_OF_NODE)).to.contain('{"params":{"id":"a"}}')
    expect(cliOf(VIEWS.why, { id: '--home' })).to.equal('factmesh why --json -- --home')
    expect(cliOf(VIEWS.metrics, {})).to.equal(undefined)
  })

  it('keeps every word of a command one word of the shell', () => {
    for (const text of HOSTILE_MARKUP) {
      const command = cliOf(VIEWS.fact, { id: text }) ?? ''
      const [, word] = /^factmesh get --json (?:-- )?(.*)$/s.exec(command) ?? []
      const read = word.startsWith("'") ? word.slice(1, -1).replaceAll("'\\''", "'") : word
      expect(read).to.equal(text)
      expect(word.startsWith("'") || /^[\w@%+=:,./-]+$/.test(word)).to.equal(true)
    }
  })

  it('says how a peer is reached, and what came of going around a relay', () => {
    const peer = { status: 'connected' as const, reserved: false, rtt_ms: null }
    expect(connectionText({ ...peer, status: 'wrong_network', path: null })).to.equal('wrong network')
    expect(connectionText({ ...peer, reserved: true, rtt_ms: 3, path: { kind: 'direct', transport: 'tcp', relay: null, upgrade: null } })).to.equal('connected, direct by tcp, 3 ms, it relays for this node')
    const path = { kind: 'relayed' as const, transport: 'p2p-circuit', relay: 'k51-12345678' }
    expect(connectionText({ ...peer, path: { ...path, upgrade: null } })).to.equal('connected, relayed by 12345678')
    expect(connectionText({ ...peer, path: { ...path, upgrade: { attempts: 1, next_in_ms: 1_500, error: 'no route' } } })).to.contain('a direct way failed 1 time (no route), tried again in 2 s')
    expect(wayOf({ status: 'connecting', path: { ...path, upgrade: null } })).to.equal('not connected')
    for (const reason of ['waits_for_operator', 'constructor']) { expect(stateText({ state: 'pending', reason })).to.match(/^pending: (waits for your decision|constructor)$/) }
    expect(offersText({ declared: [{ scope: 'public', push: true, pull: true }, { scope: 'plans', push: false, pull: true }] })).to.equal('public: gives and takes; plans: takes')
  })

  it('reads the figures of a node', () => {
    const text = '# HELP factmesh_a How many.\n# TYPE factmesh_a counter\nfactmesh_a{scope="public"} 3\nfactmesh_a{scope="local"} 0\n# TYPE factmesh_b summary\nfactmesh_b_sum 1.5\nfactmesh_b_count 2\nnonsense\nfactmesh_c NaN\n'
    expect(parseExposition(text).map(({ name, type, help, series }) => [name, type, help, series.map(({ labels, value }) => [labels, value])])).to.deep.equal([
      ['factmesh_a', 'counter', 'How many.', [['scope="public"', 3], ['scope="local"', 0]]],
      ['factmesh_b', 'summary', '', [['_sum', 1.5], ['_count', 2]]]
    ])
  })
})
