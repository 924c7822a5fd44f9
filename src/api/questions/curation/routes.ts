import { factJson } from '../../facts/json.ts'
import { factSchema } from '../../facts/schema.ts'
import { jsonResponse } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { answer, WRITE_PROBLEMS } from '../shared.ts'
import { curationHead, curationPage } from './page.ts'
import { aliasBodySchema, aliasListSchema, curationQuerySchema, editionBodySchema, editionListSchema, ruleBodySchema, ruleListSchema } from './schema.ts'
import type { Route } from '../../http/route.ts'

const WRITTEN = { 201: answer('The statement is durable.', factSchema) }
const LIST_PROBLEMS = ['unknown_scope', 'index_rebuilding'] as const

const listAliasesRoute = defineRoute({
  method: 'GET',
  path: '/v1/aliases',
  right: 'read',
  summary: 'The aliases that count on this node.',
  query: curationQuerySchema,
  answers: { 200: answer('The aliases.', aliasListSchema) },
  problems: LIST_PROBLEMS,
  async handle ({ mesh, query }) {
    const { records, cursor } = curationPage(await mesh.curations.list('alias', { scope: query.scope }), query)
    const aliases = records.map(record => ({ ...curationHead(record), canonical: record.statement.canonical, alias: record.statement.alias }))
    return jsonResponse(200, { aliases, cursor })
  }
})

const addAliasRoute = defineRoute({
  method: 'POST',
  path: '/v1/aliases',
  right: 'assert',
  summary: 'Says that two names mean one entity, or takes that back.',
  body: aliasBodySchema,
  answers: WRITTEN,
  problems: ['alias_cycle', ...WRITE_PROBLEMS],
  async handle ({ mesh, init, body: { canonical, alias, scope, source, take_back: takeBack } }) {
    return jsonResponse(201, factJson(await mesh.curations.alias({ canonical, alias, scope, source, takeBack }), init.auth))
  }
})

const listRulesRoute = defineRoute({
  method: 'GET',
  path: '/v1/relation-rules',
  right: 'read',
  summary: 'The relation rules that count on this node.',
  query: curationQuerySchema,
  answers: { 200: answer('The rules.', ruleListSchema) },
  problems: LIST_PROBLEMS,
  async handle ({ mesh, query }) {
    const { records, cursor } = curationPage(await mesh.curations.list('rule', { scope: query.scope }), query)
    const rules = records.map(record => ({ ...curationHead(record), relation: record.statement.relation, cardinality: record.statement.cardinality }))
    return jsonResponse(200, { relation_rules: rules, cursor })
  }
})

const setRuleRoute = defineRoute({
  method: 'POST',
  path: '/v1/relation-rules',
  right: 'assert',
  summary: 'Says whether an entity has one value for a relation or many, or takes that back.',
  body: ruleBodySchema,
  answers: WRITTEN,
  problems: WRITE_PROBLEMS,
  async handle ({ mesh, init, body: { relation, cardinality, scope, source, take_back: takeBack } }) {
    return jsonResponse(201, factJson(await mesh.curations.rule({ relation, cardinality, scope, source, takeBack }), init.auth))
  }
})

const listEditionsRoute = defineRoute({
  method: 'GET',
  path: '/v1/editions',
  right: 'read',
  summary: 'The knowledge editions that count on this node.',
  query: curationQuerySchema,
  answers: { 200: answer('The editions.', editionListSchema) },
  problems: LIST_PROBLEMS,
  async handle ({ mesh, query }) {
    const { records, cursor } = curationPage(await mesh.curations.list('edition', { scope: query.scope }), query)
    const editions = records.map(record => {
      const { name, supersedes = null, type = null } = record.statement
      return { ...curationHead(record), name, supersedes, type }
    })
    return jsonResponse(200, { editions, cursor })
  }
})

const addEditionRoute = defineRoute({
  method: 'POST',
  path: '/v1/editions',
  right: 'assert',
  summary: 'Names a knowledge edition and the one that it replaces, or takes that back.',
  body: editionBodySchema,
  answers: WRITTEN,
  problems: WRITE_PROBLEMS,
  async handle ({ mesh, init, body: { name, supersedes, type, scope, source, take_back: takeBack } }) {
    return jsonResponse(201, factJson(await mesh.curations.edition({ name, supersedes, type, scope, source, takeBack }), init.auth))
  }
})

/** Routes of the statements that shape answers about other facts. */
export const CURATION_ROUTES: readonly Route[] = [
  listAliasesRoute, addAliasRoute, listRulesRoute, setRuleRoute, listEditionsRoute, addEditionRoute
]
