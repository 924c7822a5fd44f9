import { expect } from 'aegir/chai'
import * as browser from '../../src/platform/index.browser.ts'
import * as node from '../../src/platform/index.ts'

/** What only one of the two machines has. */
const ONLY_NODE = ['NodeFiles', 'nodeEd25519', 'nodePlatform']
const ONLY_BROWSER = ['browserPlatform']

describe('twins of the platform', () => {
  it('export the same names', () => {
    const shared = Object.keys(node).filter((name) => !ONLY_NODE.includes(name)).sort()
    expect(Object.keys(browser).filter((name) => !ONLY_BROWSER.includes(name)).sort()).to.deep.equal(shared)
  })

  it('fill the same fields', async () => {
    const [one, other] = [node.platform(), browser.platform()]
    expect(Object.keys(other)).to.deep.equal(Object.keys(one))
    expect([one.name, other.name, node.simulatedPlatform().name, browser.simulatedPlatform().name])
      .to.deep.equal(['node', 'browser', 'simulated', 'simulated'])
    expect(other.files).to.equal(undefined)
    expect(await other.processes.startStamp(other.processes.pid)).to.equal(undefined)
  })
})
