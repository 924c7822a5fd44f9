import { expectFinds, TableNodes } from '../fixtures/tables.ts'

describe('a hash table of many nodes', function () {
  this.timeout(300_000)

  const nodes = new TableNodes()

  afterEach(async () => {
    await nodes.stop()
  })

  it('leads a new node with one address to each of 50 others, and to the two that hold a scope', async () => {
    await expectFinds(nodes, 50)
  })
})
