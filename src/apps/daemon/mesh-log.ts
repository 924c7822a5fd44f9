import type { DaemonLog } from './log.ts'
import type { FactMesh } from '../../index.ts'

/** Tells of peers that come and go, of clocks that are wrong and of bundles that are refused. Facts are never told. */
export function logEvents (mesh: FactMesh, log: DaemonLog): void {
  mesh.addEventListener('peer:accept', ({ detail }) => { log.write('info', 'factmesh:peers', `accepted ${detail.peer}`) })
  mesh.addEventListener('peer:refuse', ({ detail }) => { log.write('warn', 'factmesh:peers', `refused ${detail.peer}: ${detail.code}`) })
  mesh.addEventListener('peer:leave', ({ detail }) => { log.write('info', 'factmesh:peers', `${detail.peer} left`) })
  mesh.addEventListener('bundle:refuse', ({ detail }) => { log.write('debug', 'factmesh:replica', `refused a bundle of ${detail.origin.peer}: ${detail.code}`) })
  mesh.addEventListener('clock:skew', ({ detail: { peer, seenIn, skewMs } }) => {
    log.write(seenIn === 'hello' ? 'warn' : 'debug', 'factmesh:clock', `the clock of ${peer} differs from ours by ${Math.round(skewMs)} ms`)
  })
  mesh.addEventListener('sync:complete', ({ detail }) => {
    log.write('debug', 'factmesh:sync', `${detail.scope} with ${detail.peer}: ${detail.result}, ${detail.bundlesIn} in, ${detail.bundlesOut} out, ${detail.ms} ms`)
  })
}
