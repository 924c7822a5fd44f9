import { fork } from 'node:child_process'
import { once } from 'node:events'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { httpLoad } from './http-load.ts'

/** A body of the size of a fact. */
const BODY = { text: 'x'.repeat(600) }

/** Requests a second, and the 99th percentile in milliseconds, of a server that does nothing but answer. */
export async function httpFloor (): Promise<[number, number]> {
  const child = fork(new URL(import.meta.url), { execArgv: process.execArgv })

  try {
    const [port] = await once(child, 'message')
    return await httpLoad({ url: `http://127.0.0.1:${String(port)}`, token: 'none', paths: ['/'] })
  } finally {
    child.kill()
  }
}

if (process.send != null && process.argv[1] === import.meta.filename) {
  const app = new Hono().get('/', context => context.json(BODY))
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(port))
}
