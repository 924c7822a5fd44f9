import { expect } from 'aegir/chai'
import { FACT, post, request, setup } from '../fixtures/api-requests.ts'
import type { Setup } from '../fixtures/api-requests.ts'

async function setupWithFact (): Promise<Setup> {
  const made = setup()
  await made.ask(post('/v1/facts', FACT))
  return made
}

const PATH = '/v1/facts/bafyfake.0'

describe('api conditional requests', () => {
  it('tag a JSON answer by its bytes', async () => {
    const { ask } = await setupWithFact()
    const [first, second] = [await ask(request(PATH)), await ask(request(PATH))]
    expect(first.headers.get('etag')).to.match(/^"[0-9a-f]{32}"$/)
    expect(second.headers.get('etag')).to.equal(first.headers.get('etag'))
    expect(first.headers.get('cache-control')).to.equal('private, no-cache')
    expect(await first.text()).to.equal(await second.text())
    await ask(post('/v1/facts', { ...FACT, entity: 'city:rome' }))
    expect((await ask(request('/v1/facts/bafyfake.1'))).headers.get('etag')).to.not.equal(first.headers.get('etag'))
  })

  it('answer 304 without a body to a caller that has it', async () => {
    const { ask } = await setupWithFact()
    const etag = (await ask(request(PATH))).headers.get('etag') ?? ''
    for (const header of [etag, '*', ' * ', `W/${etag}`, `"other", ${etag}`, `"a,b",W/"c" , ${etag}`]) {
      const response = await ask(request(PATH, { headers: { 'if-none-match': header } }))
      expect(response.status, header).to.equal(304)
      expect(response.headers.get('etag')).to.equal(etag)
      expect(response.headers.get('content-type')).to.equal(null)
      expect(await response.text()).to.equal('')
    }
  })

  it('answer in full to a caller that has something else', async () => {
    const { ask } = await setupWithFact()
    const etag = (await ask(request(PATH))).headers.get('etag') ?? ''
    for (const header of ['"other"', etag.slice(1, -1), `"${etag.slice(1, -2)}"`, '"', 'W/', ',,,', '*, *']) {
      const response = await ask(request(PATH, { headers: { 'if-none-match': header } }))
      expect(response.status, header).to.equal(200)
      expect((await response.json()).entity).to.equal('city:paris')
    }
  })

  it('answer HEAD with the tag and no body', async () => {
    const { ask } = await setupWithFact()
    const etag = (await ask(request(PATH))).headers.get('etag') ?? ''
    const head = await ask(request(PATH, { method: 'HEAD' }))
    expect([head.status, head.headers.get('etag'), await head.text()]).to.deep.equal([200, etag, ''])
    expect((await ask(request(PATH, { method: 'HEAD', headers: { 'if-none-match': etag } }))).status).to.equal(304)
  })

  it('leave writes, problems and streams alone', async () => {
    const { ask } = await setupWithFact()
    for (const made of [
      post('/v1/facts', FACT, { 'if-none-match': '*' }),
      request('/v1/facts/none', { headers: { 'if-none-match': '*' } }),
      request('/v1/facts', { headers: { accept: 'application/x-ndjson', 'if-none-match': '*' } }),
      request('/', { headers: { 'if-none-match': '*' } })
    ]) {
      const response = await ask(made)
      expect(response.status).to.be.oneOf([200, 201, 404])
      expect(response.headers.get('etag')).to.equal(null)
      expect(response.headers.get('cache-control')).to.equal('no-store')
    }
  })
})
