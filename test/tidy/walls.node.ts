import { filesBelow } from './house.ts'
import { isApp, roomOf } from './rooms.ts'
import { describeRule } from './rule.ts'
import type { House, Import, SourceFile } from './house.ts'

/** Rooms in which libp2p may run; elsewhere only its types are known. */
const LIBP2P_ROOMS: readonly string[] = ['model/identity', 'network/wire', 'network/discovery', 'mesh', 'testing/link', 'apps/gates/attacker']

/** Rooms below the roof that a program may use. */
const ROOMS_FOR_APPS: readonly string[] = ['platform', 'api', 'index.ts', 'home.ts']

/** The command line starts the daemon and the gates, which run nodes in one process too; no other program knows another. */
const APPS_FOR_APPS: readonly string[] = ['apps/cli -> apps/daemon', 'apps/cli -> apps/gates', 'apps/gates -> testing', 'apps/gates -> apps/gates/attacker']

/** What says by hand what no public door lets anybody say, so it stands on the rooms inside. It knows no program. */
const ATTACKER = 'apps/gates/attacker'

/**
 * What stands behind walls: Node in the files of `platform` and `storage/kv`
 * that have a twin for the browser and in programs, libp2p in a few rooms,
 * programs apart from each other.
 */
function check (house: House): string[] {
  return filesBelow(house, 'src').flatMap(file => file.imports.flatMap(used => {
    const problem = nodeProblem(file, used) ?? libp2pProblem(file, used) ?? appProblem(file, used)

    return problem == null ? [] : [`${file.path}:${used.line} ${problem}`]
  }))
}

function nodeProblem (file: SourceFile, { specifier }: Import): string | undefined {
  const mayUseNode = isApp(roomOf(file.path) ?? '') ||
    file.path === 'src/storage/kv/level.ts' ||
    file.path === 'src/storage/kv/level-check.ts' ||
    file.path === 'src/platform/index.ts' ||
    file.path.startsWith('src/platform/node-')

  return specifier.startsWith('node:') && !mayUseNode ? `imports ${specifier} outside the Node files` : undefined
}

function libp2pProblem (file: SourceFile, { specifier, typeOnly }: Import): string | undefined {
  const isLibp2p = specifier === 'libp2p' || specifier.startsWith('libp2p/') || specifier.startsWith('@libp2p/')

  return isLibp2p && !typeOnly && !LIBP2P_ROOMS.includes(roomOf(file.path) ?? '')
    ? `imports a value of ${specifier} outside ${LIBP2P_ROOMS.join(', ')}`
    : undefined
}

function appProblem (file: SourceFile, { target }: Import): string | undefined {
  const room = roomOf(file.path) ?? ''
  const other = target == null ? undefined : roomOf(target)

  const mayUse = room === ATTACKER ? !isApp(other ?? '') : ROOMS_FOR_APPS.includes(other ?? '')

  if (other == null || other === room || !isApp(room) || mayUse) {
    return undefined
  }

  return APPS_FOR_APPS.includes(`${room} -> ${other}`) ? undefined : `the program ${room} may not know ${other}`
}

describeRule({
  name: 'walls',
  check,
  samples: [
    {
      title: 'Node in a room for every machine',
      contents: { 'src/storage/journal/a.ts': "import { open } from 'node:fs/promises'" },
      problems: [/:1 imports node:fs\/promises outside/]
    },
    {
      title: 'a libp2p value outside its rooms',
      contents: { 'src/network/sync/a.ts': "import { lpStream } from '@libp2p/utils'" },
      problems: [/:1 imports a value of @libp2p\/utils/]
    },
    {
      title: 'a program that knows a room inside',
      contents: { 'src/apps/cli/a.ts': "import { replica } from '../../replica/index.ts'" },
      problems: [/apps\/cli may not know replica/]
    },
    {
      title: 'a program that knows another',
      contents: { 'src/apps/daemon/a.ts': "import { run } from '../cli/index.ts'" },
      problems: [/apps\/daemon may not know apps\/cli/]
    },
    {
      title: 'each behind its wall',
      contents: {
        'src/platform/node-files.ts': "import { open } from 'node:fs/promises'",
        'src/storage/kv/level.ts': "import { mkdir } from 'node:fs/promises'",
        'src/network/wire/a.ts': "import { lpStream } from '@libp2p/utils'",
        'src/network/sync/a.ts': "import type { PeerId } from '@libp2p/interface'",
        'src/apps/cli/a.ts': "import 'node:process'\nimport '../daemon/index.ts'\nimport '../../api/index.ts'"
      },
      problems: []
    }
  ]
})
