/** The pages of the dashboard on the node of this site. */
import { connectNode, mountDashboard, session } from '../../src/apps/ui/index.ts'
import { tab } from './tab.ts'

session.value = { state: 'open', node: connectNode({ send: async (path, init) => tab.fetch(path, init) }) }
mountDashboard(document.getElementById('dashboard') as HTMLElement)
