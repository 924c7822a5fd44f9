import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** What decides where the home of a node is. */
export interface HomeHints {
  /** The flag `--home`. */
  flag?: string
  env: Readonly<Record<string, string | undefined>>
  /** The folder the program was started in. */
  directory: string
}

/** The folder that a checkout or project keeps its own node in. */
const PROJECT_HOME = '.factmesh'

/**
 * Finds the home of a node: the flag, FACTMESH_HOME, `./.factmesh` when it is
 * there, else `factmesh` in the user's data folder (XDG Base Directory
 * Specification 0.8).
 */
export function resolveHome ({ flag, env, directory }: HomeHints): string {
  const named = flag ?? env.FACTMESH_HOME
  if (named != null && named !== '') { return resolve(directory, named) }
  const project = join(directory, PROJECT_HOME)
  return existsSync(project) ? project : join(dataFolder(env), 'factmesh')
}

function dataFolder (env: HomeHints['env']): string {
  const given = env.XDG_DATA_HOME
  return given != null && given.startsWith('/') ? given : join(homedir(), '.local', 'share')
}
