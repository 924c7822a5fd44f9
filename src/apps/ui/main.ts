import { mountDashboard, openServed } from './index.ts'

const { hash, origin } = location
const root = document.getElementById('dashboard')

if (hash.startsWith('#login=')) { history.replaceState(null, '', '#/') } // the code is of no use to anybody who looks at the address later
if (root != null) { mountDashboard(root) }
await openServed({ send: async (path, init) => fetch(path, init), url: origin, hash })
