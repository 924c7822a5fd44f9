import { NDJSON_MEDIA } from '../../constants.ts'
import { ProblemError } from '../../errors.ts'
import { preferredMedia, responseHeaders } from '../../http/response.ts'
import { defineRoute } from '../../http/route.ts'
import { CHANGE_ID_CHARACTERS_MAX, EVENT_STREAM_MEDIA, LAST_EVENT_ID, RETRY_MS } from './constants.ts'
import { changeJson, changeQueryOf } from './json.ts'
import { changeSchema, eventQuerySchema, eventStreamSchema } from './schema.ts'
import { textStream } from './stream.ts'
import type { StreamFormat } from './stream.ts'
import type { Timers } from '../../../platform/interface.ts'
import type { Change } from '../../../replica/interface.ts'
import type { Route } from '../../http/route.ts'
import type { ApiAuth } from '../../interface.ts'

const eventsRoute = defineRoute({
  method: 'GET',
  path: '/v1/events',
  right: 'read',
  stream: true,
  summary: 'Follows what changes, as server-sent events or JSON Lines, until the client leaves or the node stops.',
  query: eventQuerySchema,
  answers: { 200: { description: 'Changes, as they come.', content: { [EVENT_STREAM_MEDIA]: eventStreamSchema, [NDJSON_MEDIA]: changeSchema } } },
  problems: ['unknown_scope'],
  async handle ({ mesh, request, query, init, platform: { timers } }) {
    const wanted = changeQueryOf(query)
    const after = afterOf(request.headers, query.after)
    const media = preferredMedia(request.headers.get('accept'), [EVENT_STREAM_MEDIA, NDJSON_MEDIA]) ?? EVENT_STREAM_MEDIA

    const left = new AbortController()
    const signal = init.signal == null ? left.signal : AbortSignal.any([init.signal, left.signal])
    let start: string | undefined
    const changes = mesh.changes(wanted, { after, signal, onBegin: id => { start = id } })
    const source = await begun(changes[Symbol.asyncIterator](), timers)
    const stream = textStream(source, { timers, format: FORMATS[media](init.auth, start), end: () => { left.abort() }, onFailure: init.onFailure })
    return new Response(stream, { headers: responseHeaders(media, start == null ? {} : { [LAST_EVENT_ID]: start }) })
  }
})

/** The route that follows changes. */
export const EVENT_ROUTES: readonly Route[] = [eventsRoute]

const FORMATS: Readonly<Record<string, (auth: ApiAuth, start: string | undefined) => StreamFormat<Change>>> = {
  [EVENT_STREAM_MEDIA]: (auth, start) => ({
    opening: `retry: ${RETRY_MS}\n${start == null ? '' : `id: ${start}\n`}\n`,
    heartbeat: ':\n\n',
    format: change => `id: ${change.id}\nevent: ${change.type}\ndata: ${JSON.stringify(changeJson(change, auth))}\n\n`
  }),
  [NDJSON_MEDIA]: auth => ({
    opening: '\n',
    heartbeat: '\n',
    format: change => JSON.stringify(changeJson(change, auth)) + '\n'
  })
}

/** A browser that asks again repeats the address, and says in the header how far it has come since. */
function afterOf (headers: Headers, parameter: string | undefined): string | undefined {
  const last = headers.get(LAST_EVENT_ID) ?? ''
  if (last.length <= CHANGE_ID_CHARACTERS_MAX) { return last === '' ? parameter : last }
  throw new ProblemError('invalid_request', 'Last-Event-ID is not the id of a change.', {
    errors: [{ pointer: '/Last-Event-ID', detail: `must have at most ${CHANGE_ID_CHARACTERS_MAX} characters` }]
  })
}

/**
 * Begins to follow before the answer is given, so that what happens behind the headers is in it, and a query that is
 * refused at once is answered as a problem.
 */
async function begun<T> (source: AsyncIterator<T>, timers: Pick<Timers, 'sleep'>): Promise<AsyncIterator<T>> {
  let first: Promise<IteratorResult<T>> | undefined = source.next()
  first.catch(() => {}) // who reads the stream is told; whoever left is not
  await Promise.race([first, timers.sleep(0)])
  return {
    async next () {
      const result = first ?? source.next()
      first = undefined
      return result
    }
  }
}
