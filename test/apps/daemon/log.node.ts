import { expect } from 'aegir/chai'
import { createLog } from '../../../src/apps/daemon/index.ts'
import type { DaemonLog } from '../../../src/apps/daemon/index.ts'

interface Stage {
  readonly log: DaemonLog
  readonly lines: string[]
}

function stage (levels?: string, isTty = false): Stage {
  const lines: string[] = []
  const console = { isTty, out () {}, err (line: string) { lines.push(line) } }
  return { lines, log: createLog({ console, clock: { nowMs: () => 1_700_000_000_000, monotonicMs: () => 0 } }, levels) }
}

describe('log of the daemon', () => {
  it('writes lines of JSON, or lines for people', () => {
    const machine = stage()
    machine.log.write('info', 'factmesh:daemon', 'hello')
    expect(machine.lines.map(line => JSON.parse(line))).to.deep.equal([{ time: '2023-11-14T22:13:20.000Z', level: 'info', component: 'factmesh:daemon', msg: 'hello' }])
    const people = stage('info', true)
    people.log.write('warn', 'factmesh:peers', 'hello')
    expect(people.lines).to.deep.equal(['22:13:20.000 warn  factmesh:peers  hello'])
  })

  it('knows how much each component matters', () => {
    for (const [levels, component, expected] of [
      [undefined, 'factmesh:sync', ['error', 'info']],
      ['error', 'factmesh:sync', ['error']],
      ['off', 'factmesh:sync', []],
      ['error,sync=debug', 'factmesh:sync', ['error', 'info', 'debug']],
      ['debug,factmesh:sync=error', 'factmesh:sync', ['error']],
      ['sync*=debug', 'factmesh:sync:run', ['error', 'info', 'debug']],
      ['trace', 'libp2p:tcp', ['debug', 'debug', 'trace']],
      ['info', 'libp2p:tcp', []],
      ['info,libp2p:*=debug', 'libp2p:tcp', ['debug', 'debug']]
    ] as const) {
      const { log, lines } = stage(levels)
      const component_ = log.forComponent(component)
      component_.error('a')
      component_('b')
      component_.trace('c')
      expect(lines.map(line => JSON.parse(line).level), `${levels} ${component}`).to.deep.equal(expected)
    }
  })

  it('says by itself whether a trace would be seen, and names scopes', () => {
    expect(stage('info').log.forComponent('factmesh:sync').enabled).to.equal(false)
    expect(stage('debug').log.forComponent('factmesh:sync').enabled).to.equal(true)
    const { log, lines } = stage('info')
    log.forComponent('factmesh').newScope('sync')('hello')
    expect(JSON.parse(lines[0]).component).to.equal('factmesh:sync')
  })

  it('fills marks in, whatever they stand for', () => {
    const { log, lines } = stage()
    const say = log.forComponent('factmesh')
    const circle: Record<string, unknown> = {}
    circle.self = circle
    say('%s is %d of %o, %b and %p%%', 'a', 1, { b: [2] }, new Uint8Array(3), new URL('http://a/'), 'rest')
    say('%s')
    say(new TypeError('broken'))
    say('%e', new TypeError('broken'))
    say('%o', circle)
    expect(lines.map(line => JSON.parse(line).msg)).to.deep.equal([
      'a is 1 of {"b":[2]}, <3 bytes> and http://a/% rest', '%s', 'TypeError: broken', 'TypeError: broken', '<cannot be shown>'
    ])
  })

  it('makes one line of each message, whatever stands in it', () => {
    for (const isTty of [true, false]) {
      const { log, lines } = stage('info', isTty)
      log.forComponent('factmesh')('%s', 'a\nb\r\u001b[2J\u202e\u2028{"level":"error"}')
      log.forComponent('factmesh')('%s', 'x'.repeat(100_000))
      expect(lines).to.have.length(2)
      expect(lines[0]).to.not.match(/[\n\r\u001b\u202e\u2028]/) // eslint-disable-line no-control-regex
      expect(lines[1].length).to.be.below(2_200)
    }
  })

  it('refuses levels that are none', () => {
    for (const levels of ['loud', 'info,sync', 'sync=', '=info', 'info,sync=loud', 'sync==info', 'a b=info']) {
      expect(() => stage(levels), levels).to.throw().with.property('name', 'InvalidLogLevelsError')
    }
    expect(() => stage('')).to.not.throw()
  })
})
