import { levelKV, memoryKV } from '../../src/storage/kv/index.ts'
import { kvSuite } from '../compliance/kv.ts'

let stores = 0

kvSuite({ name: 'memory', open: async () => memoryKV() })

if ('indexedDB' in globalThis) {
  kvSuite({ name: 'IndexedDB', open: async () => levelKV(`factmesh-test-${stores++}`), steps: 2_500 })
}
