import { createClient } from '../../../api/index.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { FactMesh } from '../../../index.ts'

/** A client of a node in this process. */
export function clientOf (mesh: FactMesh): ApiClient {
  return createClient({ url: 'http://localhost', fetch: async (input, init) => mesh.fetch(new Request(input, init)) })
}
