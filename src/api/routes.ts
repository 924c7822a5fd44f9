import { ACCESS_ROUTES } from './access/routes.ts'
import { JSON_MEDIA } from './constants.ts'
import { FACT_ROUTES } from './facts/routes.ts'
import { jsonResponse } from './http/response.ts'
import { defineRoute } from './http/route.ts'
import { PUBLIC_ROUTES } from './node/public-routes.ts'
import { openapiSchema } from './node/public-schema.ts'
import { NODE_ROUTES } from './node/routes.ts'
import { createOpenApi } from './openapi.ts'
import { QUESTION_ROUTES } from './questions/routes.ts'
import type { Route } from './http/route.ts'

const openapiRoute = defineRoute({
  method: 'GET',
  path: '/openapi.json',
  right: 'read',
  summary: 'This description.',
  answers: { 200: { description: 'An OpenAPI 3.1 document.', content: { [JSON_MEDIA]: openapiSchema } } },
  problems: ['not_found'],
  handle: ({ mesh }) => jsonResponse(200, createOpenApi(ROUTES, mesh.status().version))
})

/** Every path and method of the API. */
export const ROUTES: readonly Route[] = [...PUBLIC_ROUTES, openapiRoute, ...FACT_ROUTES, ...QUESTION_ROUTES, ...NODE_ROUTES, ...ACCESS_ROUTES]
