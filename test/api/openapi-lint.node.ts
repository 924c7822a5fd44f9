import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect } from 'aegir/chai'
import { createOpenApi, ROUTES } from '../../src/api/index.ts'

describe('OpenAPI document', () => {
  it('has nothing that a strict linter would mend', async () => {
    const problems = await lintFromString({
      source: JSON.stringify(createOpenApi(ROUTES, '1.0.0')),
      config: await createConfig({ extends: ['recommended-strict'] })
    })

    expect(problems.map(({ location, message, ruleId }) => `${ruleId} ${location[0]?.pointer ?? ''}: ${message}`)).to.deep.equal([])
  })

  it('is refused by that linter when something is wrong with it', async () => {
    const document = createOpenApi(ROUTES, '1.0.0')
    const problems = await lintFromString({ source: JSON.stringify({ ...document, paths: { '/x': { get: {} } } }), config: await createConfig({ extends: ['recommended-strict'] }) })

    expect(problems.length).to.be.greaterThan(0)
  })
})
