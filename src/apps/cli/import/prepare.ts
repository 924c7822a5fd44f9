import { ApiProblemError } from '../../../api/index.ts'
import { BUNDLES_REMEMBERED_MAX } from './constants.ts'
import type { Order } from './interface.ts'
import type { Line } from './lines.ts'
import type { ApiClient, FactBody, FactJson } from '../../../api/index.ts'

/** Only exported records have this; other lines are not even parsed here. */
const RECORD_MARK = '"author"'

/**
 * Makes orders of lines. A line that a caller wrote is sent as it is. A line
 * that `export` wrote is a whole record, of which the fact is sent:
 *
 * A fact of this node keeps its source, so it is found unchanged. A fact of
 * another author that this node holds is unchanged as well. Any other fact of
 * another author cannot be signed again: this node states it on its own behalf,
 * and names the original in `derived_from`.
 */
export function toOrders (client: ApiClient, self: string): (source: AsyncIterable<Line[]>) => AsyncGenerator<Order[]> {
  const holds = bundleMemory(client)
  return async function * (source) {
    for await (const lines of source) {
      const orders: Order[] = []
      for (const line of lines) { orders.push(isRecord(line) ? await orderOfRecord(line, self, holds) : orderOf(line)) }
      yield orders
    }
  }
}

function orderOf ({ number, bytes }: Line): Order {
  return bytes == null
    ? { line: number, outcome: { line: number, code: 'too_large', detail: 'the line is longer than any fact' } }
    : { line: number, bytes }
}

function isRecord ({ bytes }: Line): boolean {
  return bytes != null && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(RECORD_MARK)
}

async function orderOfRecord (line: Line, self: string, holds: (id: string) => Promise<boolean>): Promise<Order> {
  const record = parseRecord(line)
  if (record == null) { return orderOf(line) }
  const isOwn = record.author === self
  if (!isOwn && await holds(record.id)) {
    return { line: line.number, outcome: { line: line.number, id: record.id, unchanged: true } }
  }
  const body = bodyOf(record)
  const fact = isOwn ? body : { ...body, source: undefined, derived_from: [record.id] }
  return { line: line.number, bytes: new TextEncoder().encode(JSON.stringify(fact)) }
}

/** The record in a line; undefined when it is none, and the node will say what is wrong with it. */
function parseRecord ({ bytes }: Line): FactJson | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const isRecordLike = typeof value === 'object' && value != null && 'author' in value && 'id' in value && typeof value.id === 'string'
    return isRecordLike ? value as FactJson : undefined
  } catch {
    return undefined
  }
}

/** The part of a record that a writer gives. */
function bodyOf (record: FactJson): FactBody {
  return {
    entity: record.entity,
    relation: record.relation,
    value: record.value,
    source: record.source,
    confidence: record.confidence,
    scope: record.scope,
    valid_until: record.valid_until ?? undefined,
    lifecycle: record.lifecycle ?? undefined,
    source_class: record.source_class ?? undefined,
    edition: record.edition ?? undefined,
    derived_from: record.derived_from?.length > 0 ? record.derived_from : undefined,
    hash: record.hash ?? undefined
  }
}

/** Tells whether the node holds a fact; asks once for each bundle, and remembers a bounded number of them. */
function bundleMemory (client: ApiClient): (id: string) => Promise<boolean> {
  const known = new Map<string, boolean>()
  return async id => {
    const bundle = id.slice(0, id.lastIndexOf('.'))
    const answer = known.get(bundle) ?? await isHeld(client, id)
    if (known.size >= BUNDLES_REMEMBERED_MAX) { known.clear() }
    known.set(bundle, answer)
    return answer
  }
}

async function isHeld (client: ApiClient, id: string): Promise<boolean> {
  try {
    await client.fact(id)
    return true
  } catch (error) {
    if (error instanceof ApiProblemError && error.status === 404) { return false }
    throw error
  }
}
