import { readFile } from 'node:fs/promises'
import type { Processes } from './interface.ts'

/** Place of the start time among the fields of /proc/<pid>/stat that follow the name of the program (proc(5), field 22). */
const START_TIME_FIELD = 19

/** The stamp where /proc does not tell when a process began. */
const RUNNING = 'running'

/**
 * The processes of the machine. Under Linux the stamp is the identity of the boot and the clock tick of the start; elsewhere
 * it only says that the process runs.
 */
export function nodeProcesses (): Processes {
  return { pid: process.pid, startStamp }
}

async function startStamp (pid: number): Promise<string | undefined> {
  if (!isRunning(pid)) {
    return
  }
  try {
    const [boot, stat] = await Promise.all([readFile('/proc/sys/kernel/random/boot_id', 'utf8'), readFile(`/proc/${pid}/stat`, 'utf8')])
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return `${boot.trim()}:${fields[START_TIME_FIELD]}`
  } catch {
    return isRunning(pid) ? RUNNING : undefined
  }
}

/** Signal 0 reaches nobody, and fails when there is nobody to reach; a process of another user is there all the same. */
function isRunning (pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) {
    return false
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
