import { ACCESS_ROUTES } from './access/routes.ts'
import { FACT_ROUTES } from './facts/routes.ts'
import { PUBLIC_ROUTES } from './node/public-routes.ts'
import { NODE_ROUTES } from './node/routes.ts'
import { descriptionRoutes } from './openapi.ts'
import { QUESTION_ROUTES } from './questions/routes.ts'
import { SCOPE_ROUTES } from './scopes/routes.ts'
import type { Route } from './http/route.ts'

/** Every path and method of the API. */
export const ROUTES: readonly Route[] = [...PUBLIC_ROUTES, ...descriptionRoutes(() => ROUTES), ...FACT_ROUTES, ...QUESTION_ROUTES, ...NODE_ROUTES, ...SCOPE_ROUTES, ...ACCESS_ROUTES]
