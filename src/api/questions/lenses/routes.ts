import { jsonResponse } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { answer } from '../shared.ts'
import { lensListSchema } from './schema.ts'
import type { Route } from '../../http/route.ts'

const listRoute = defineRoute({
  method: 'GET',
  path: '/v1/lenses',
  right: 'read',
  summary: 'The lenses that questions may name.',
  answers: { 200: answer('The lenses.', lensListSchema) },
  handle: ({ mesh }) => jsonResponse(200, {
    lenses: mesh.lenses.families.map(({ name, takesInner, parameters }) => ({
      name,
      wraps: takesInner,
      parameters: Object.entries(parameters).map(([name, max]) => ({ name, max }))
    }))
  })
})

/** The route that lists lenses. */
export const LENS_ROUTES: readonly Route[] = [listRoute]
