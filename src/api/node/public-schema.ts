import * as z from 'zod/mini'
import { shape } from '../http/shape.ts'

/** That the node lives, or is ready. */
export const healthSchema = shape('Health', 'Whether the node serves.', z.strictObject({ status: z.enum(['live', 'ready', 'full', 'failed']) }))

/** The node document of factmesh. */
export const factmeshDocumentSchema = shape('FactmeshDocument', 'What this node is and takes.', z.strictObject({
  version: z.string(),
  peer_id: z.string(),
  net: z.string(),
  auth: z.enum(['token', 'none']),
  api: z.string(),
  features: z.array(z.string()),
  limits: z.record(z.string(), z.int())
}))

/** The node document of Stigmem. */
export const stigmemDocumentSchema = shape('StigmemDocument', 'The node document that Stigmem v1 clients read.', z.strictObject({
  version: z.string(),
  node_id: z.string(),
  node_url: z.string(),
  auth: z.enum(['token', 'none']),
  federation: z.enum(['enabled', 'disabled']),
  source_attestation: z.enum(['enforce', 'warn', 'off']),
  namespaces: z.array(z.string())
}))

/** The OpenAPI document itself. */
export const openapiSchema = shape('OpenApi', 'An OpenAPI 3.1 document.', z.looseObject({ openapi: z.string() }))

/** The text of a page. */
export const pageSchema = z.string()
