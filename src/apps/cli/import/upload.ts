import { ApiProblemError } from '../../../api/index.ts'
import type { Order, Outcome } from './interface.ts'
import type { ApiClient, FactLine, WriteFilter } from '../../../api/index.ts'

/**
 * Sends batches and tells what became of each line, in order. The next batch
 * leaves as soon as the node has taken the one before over, while that one is
 * made durable: two are under way at most, and never in the wrong order.
 */
export function toOutcomes (client: ApiClient, filter: WriteFilter): (source: AsyncIterable<Order[]>) => AsyncGenerator<Outcome[]> {
  return async function * (source) {
    const batches = source[Symbol.asyncIterator]()
    try {
      yield * exchange(batches, async orders => gather(orders, await send(client, filter, orders)))
    } finally {
      void batches.return?.(undefined) // not waited for: it ends with the next input
    }
  }
}

/** Overlaps the reading of one answer with the sending of the next batch. `post` resolves once the batch was taken over. */
async function * exchange (batches: AsyncIterator<Order[]>, post: (orders: Order[]) => Promise<Answer>): AsyncGenerator<Outcome[]> {
  let next = batches.next()
  let reading: Promise<Outcome[]> | undefined
  for (;;) {
    if (reading != null && await isFirst(reading, next)) {
      yield await reading
      reading = undefined
    }
    const batch = await next
    if (batch.done === true) { break }
    const { outcomes } = await post(batch.value)
    if (reading != null) { yield await reading }
    reading = outcomes
    next = batches.next()
  }
  if (reading != null) { yield await reading }
}

/** Outcomes that are on their way; wrapped, so that nobody waits for them by accident. */
interface Answer {
  readonly outcomes: Promise<Outcome[]>
}

/** Whether the first promise settles before the second one does. */
async function isFirst (first: Promise<unknown>, second: Promise<unknown>): Promise<boolean> {
  return Promise.race([first.then(() => true, () => true), second.then(() => false, () => false)])
}

/** Sends the lines of a batch that have no outcome yet. A refusal of the whole request is the outcome of each. */
async function send (client: ApiClient, filter: WriteFilter, orders: readonly Order[]): Promise<AsyncIterable<FactLine>> {
  const lines = orders.flatMap(({ bytes }) => bytes == null ? [] : [bytes, NEWLINE])
  if (lines.length === 0) { return none() }
  try {
    return await client.writeLines(Buffer.concat(lines), filter)
  } catch (error) {
    if (error instanceof ApiProblemError && error.status === 413) { return refusals(lines.length / 2, error) }
    throw error
  }
}

const NEWLINE = new Uint8Array([0x0a])

async function * none (): AsyncGenerator<FactLine> {}

async function * refusals (count: number, { code, message }: ApiProblemError): AsyncGenerator<FactLine> {
  for (let index = 0; index < count; index++) { yield { index, code, detail: message } }
}

function gather (orders: readonly Order[], answers: AsyncIterable<FactLine>): Answer {
  const outcomes = collect(orders, answers)
  outcomes.catch(() => {}) // told to whoever waits for them
  return { outcomes }
}

async function collect (orders: readonly Order[], answers: AsyncIterable<FactLine>): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const sent = orders.filter(({ bytes }) => bytes != null)
  const known = orders.flatMap(({ outcome }) => outcome ?? [])
  for await (const { index, ...answer } of answers) { outcomes.push({ line: sent[index].line, ...answer }) }
  return [...outcomes, ...known].sort((a, b) => a.line - b.line)
}
