import { filesBelow } from './house.ts'
import { isByteRoom, isPureRoom, roomOf } from './rooms.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/**
 * The two wings never meet: `model` and `policy` import only each other,
 * `storage` and `platform` never import one of them.
 */
function check (house: House): string[] {
  return filesBelow(house, 'src').flatMap(file => {
    const room = roomOf(file.path) ?? ''

    return file.imports.flatMap(({ target, line }) => {
      const other = target == null ? undefined : roomOf(target)

      return other == null || mayKnow(room, other) ? [] : [`${file.path}:${line} ${room} may not know ${other}`]
    })
  })
}

function mayKnow (room: string, other: string): boolean {
  return isPureRoom(room) ? isPureRoom(other) : !(isByteRoom(room) && isPureRoom(other))
}

describeRule({
  name: 'pure rooms',
  check,
  samples: [
    {
      title: 'a pure room that knows the machine',
      contents: { 'src/policy/lens/a.ts': "import type { Clock } from '../../platform/interface.ts'" },
      problems: [/:1 policy\/lens may not know platform/]
    },
    {
      title: 'a storage room that knows facts',
      contents: { 'src/storage/tree/a.ts': "import { blake3 } from '../../model/bytes/index.ts'" },
      problems: [/storage\/tree may not know model\/bytes/]
    },
    {
      title: 'the wings meeting in the replica',
      contents: {
        'src/replica/a.ts': "import '../model/fact/index.ts'\nimport '../storage/kv/index.ts'",
        'src/policy/conflict/a.ts': "import '../../model/fact/index.ts'",
        'src/storage/kv/a.ts': "import type { Files } from '../../platform/interface.ts'"
      },
      problems: []
    }
  ]
})
