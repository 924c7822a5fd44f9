import { expect } from 'aegir/chai'
import { createOpenApi, PROBLEMS, ROUTES } from '../../src/api/index.ts'
import { request, setup } from '../fixtures/api-requests.ts'

type Json = Record<string, unknown>

function isObject (value: unknown): value is Json {
  return typeof value === 'object' && value != null && !Array.isArray(value)
}

/** Every value below a value, with its path. */
function * below (value: unknown, path: string = '#'): Generator<[string, unknown]> {
  yield [path, value]
  if (typeof value !== 'object' || value == null) { return }
  for (const [key, child] of Object.entries(value)) { yield * below(child, `${path}/${key}`) }
}

function resolve (document: unknown, reference: string): unknown {
  return reference.slice(2).split('/').reduce<unknown>((place, part) => isObject(place) ? place[part] : undefined, document)
}

function operations (document: Json): Array<[string, string, Json]> {
  const paths = document.paths as Record<string, Record<string, Json>>
  return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]): [string, string, Json] => [path, method, operation]))
}

describe('openapi document', () => {
  const document = createOpenApi(ROUTES, '1.2.3')

  it('is served as it is made', async () => {
    const { ask } = setup()
    const served = await (await ask(request('/openapi.json'))).json()
    expect(served.paths).to.deep.equal(JSON.parse(JSON.stringify(document.paths)))
    expect(served.openapi).to.match(/^3\.1\.\d+$/)
    expect(served.info.version).to.equal('0.0.0-fake')
  })

  it('has every route and nothing else', () => {
    const declared = ROUTES.map(({ method, path }) => `${method.toLowerCase()} ${path}`).sort()
    expect(operations(document).map(([path, method]) => `${method} ${path}`).sort()).to.deep.equal(declared)
    expect(new Set(declared).size).to.equal(declared.length)
  })

  it('names every operation once, in words', () => {
    const ids = operations(document).map(([,, operation]) => operation.operationId)
    expect(new Set(ids).size).to.equal(ids.length)
    for (const [path, , operation] of operations(document)) {
      expect(operation.summary, path).to.match(/^[A-Z].*\.$/)
    }
  })

  it('declares every parameter of every path', () => {
    for (const [path, , operation] of operations(document)) {
      const parameters = operation.parameters as Json[]
      const declared = parameters.filter(parameter => parameter.in === 'path').map(parameter => parameter.name)
      expect(declared).to.deep.equal([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      for (const parameter of parameters) {
        expect(parameter.required).to.be.a('boolean')
        expect(parameter.in !== 'path' || parameter.required === true).to.equal(true)
        expect(isObject(parameter.schema)).to.equal(true)
      }
    }
  })

  it('describes every answer, problems among them', () => {
    for (const [path, method, operation] of operations(document)) {
      const responses = operation.responses as Record<string, Json>
      for (const [status, response] of Object.entries(responses)) {
        expect(status).to.match(/^[1-5]\d\d$/)
        expect(response.description, `${method} ${path} ${status}`).to.be.a('string').that.is.not.empty()
      }
      const right = ROUTES.find(route => route.path === path && route.method.toLowerCase() === method)?.right
      expect(Object.hasOwn(responses, '401')).to.equal(right !== 'public')
      expect(operation.security).to.deep.equal(right === 'public' ? [] : [{ token: [right] }])
    }
  })

  it('refers only to what is there, and says so only where it may', () => {
    for (const [path, value] of below(document)) {
      if (path.endsWith('/$ref')) { expect(resolve(document, String(value)), String(value)).to.not.equal(undefined) }
      expect(path.endsWith('/$schema') || path.endsWith('/$id')).to.equal(false)
    }
  })

  it('uses every shape that it describes', () => {
    const { schemas } = document.components as { schemas: Record<string, Json> }
    const used = new Set([...below(document)].filter(([path]) => path.endsWith('/$ref')).map(([, reference]) => String(reference).split('/').at(-1)))
    expect(Object.keys(schemas).filter(id => !used.has(id))).to.deep.equal([])
    for (const [id, schema] of Object.entries(schemas)) { expect(schema.description, id).to.be.a('string') }
  })

  it('is JSON through and through', () => {
    expect(JSON.parse(JSON.stringify(document))).to.deep.equal(document)
  })

  it('has a description of every problem at the address that problems give', async () => {
    const { ask } = setup()
    for (const [code, kind] of Object.entries(PROBLEMS)) {
      const response = await ask(request(`/.well-known/factmesh/problems/${code}`))
      expect(await response.json()).to.deep.equal({ code, ...kind })
    }
    expect((await ask(request('/.well-known/factmesh/problems/none'))).status).to.equal(404)
    expect((await ask(request('/.well-known/factmesh/problems/__proto__'))).status).to.equal(404)
  })
})
