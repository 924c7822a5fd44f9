import { AUDIT_ROUTES } from './audit/routes.ts'
import { CONFLICT_ROUTES } from './conflicts/routes.ts'
import { CURATION_ROUTES } from './curation/routes.ts'
import { EVENT_ROUTES } from './events/routes.ts'
import { GRAPH_ROUTES } from './graph/routes.ts'
import { LENS_ROUTES } from './lenses/routes.ts'
import { RESOLVE_ROUTES } from './resolve/routes.ts'
import { VOTE_ROUTES } from './votes/routes.ts'
import { WHY_ROUTES } from './why/routes.ts'
import type { Route } from '../http/route.ts'

/** Routes that ask about facts, and say something about them. */
export const QUESTION_ROUTES: readonly Route[] = [
  ...WHY_ROUTES, ...RESOLVE_ROUTES, ...CONFLICT_ROUTES, ...VOTE_ROUTES, ...CURATION_ROUTES, ...LENS_ROUTES, ...GRAPH_ROUTES,
  ...EVENT_ROUTES, ...AUDIT_ROUTES
]
