import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { createFactMesh } from '../../src/index.ts'
import { request, setup } from '../fixtures/api-requests.ts'
import type { Metric } from '../../src/platform/index.ts'

const PAGE = join(import.meta.dirname, '../../docs/METRICS.md')

describe('GET /metrics', () => {
  it('stands in docs/METRICS.md, name for name and kind for kind', async () => {
    const mesh = await createFactMesh({ libp2p: { transports: 'memory' }, dht: false, syncIntervalMs: false })
    try {
      const listed = [...(await readFile(PAGE, 'utf8')).matchAll(/^\| `(factmesh_\w+)` \| (\w+) \|/gm)].map(([, name, type]) => [name, type])
      expect(listed.sort()).to.deep.equal(mesh.metrics().map(({ name, type }) => [name, type]).sort())
      for (const { samples } of mesh.metrics()) {
        expect(samples).to.not.be.empty()
        expect(samples.every(({ value }) => Number.isFinite(value))).to.equal(true)
      }
    } finally {
      await mesh.stop()
    }
  })

  it('is text that Prometheus reads', async () => {
    const { ask, mesh } = setup()
    const metrics: Metric[] = [
      { name: 'a_total', help: 'With \\ and\na break.', type: 'counter', samples: [{ labels: { kind: 'x"y\\z\n' }, value: 2 }, { labels: { kind: 'b', way: 'in' }, value: 0.5 }] },
      { name: 's_seconds', help: 'Sum.', type: 'summary', samples: [{ suffix: '_sum', value: 1.5 }, { suffix: '_count', value: 3 }] }
    ]
    mesh.metrics = () => metrics
    const response = await ask(request('/metrics', { headers: { accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1' } }))
    expect(response.status).to.equal(200)
    expect(response.headers.get('content-type')).to.equal('text/plain; version=0.0.4; charset=utf-8')
    expect(await response.text()).to.equal([
      '# HELP a_total With \\\\ and\\na break.',
      '# TYPE a_total counter',
      'a_total{kind="x\\"y\\\\z\\n"} 2',
      'a_total{kind="b",way="in"} 0.5',
      '# HELP s_seconds Sum.',
      '# TYPE s_seconds summary',
      's_seconds_sum 1.5',
      's_seconds_count 3',
      ''
    ].join('\n'))
  })
})
