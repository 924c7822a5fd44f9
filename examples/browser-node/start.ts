/* eslint-disable no-console -- an example talks to whoever runs it */
/**
 * Tries the notebook on one machine: makes its folder, serves it, runs a daemon that carries connections, and prints a link. Open that
 * in two browsers, or in one and in a private window of it, and press Join in both.
 */
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { createFactMesh } from 'factmesh'
import { out } from './build.ts'
import type { AddressInfo } from 'node:net'

const TYPES: Readonly<Record<string, string>> = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript' }

const names = await readdir(out)
const files = new Map<string, Uint8Array>(await Promise.all(names.map(async name => [`/${name}`, await readFile(join(out, name))] as const)))
const daemon = await createFactMesh({ relay: true, listen: ['/ip4/127.0.0.1/tcp/0/ws'] })

const server = createServer(({ url = '' }, response) => {
  const path = url === '/' ? '/index.html' : url
  const file = files.get(path)
  response.writeHead(file == null ? 404 : 200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(file)
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/#join=${daemon.ticket()}`)
})
