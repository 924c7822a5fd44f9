import { filesBelow } from './house.ts'
import { ROOMS, roomOf } from './rooms.ts'
import { describeRule } from './rule.ts'
import type { House, Import, SourceFile } from './house.ts'

/**
 * A file imports from its own room, and from rooms that stand earlier in the
 * list through their `index.ts`, or `interface.ts` for types. Type imports
 * count.
 */
function check (house: House): string[] {
  return [
    ...filesBelow(house, 'src').flatMap(file => problemsOf(file)),
    ...emptyRooms(house)
  ]
}

function problemsOf (file: SourceFile): string[] {
  const room = roomOf(file.path)

  if (room == null) {
    return [`${file.path} stands in no room of the list`]
  }

  return file.imports.flatMap(used => {
    const problem = used.target == null ? undefined : problemOf(room, used, used.target)

    return problem == null ? [] : [`${file.path}:${used.line} ${problem}`]
  })
}

function problemOf (room: string, used: Import, target: string): string | undefined {
  const other = roomOf(target)

  if (other === room) {
    return undefined
  }

  if (other == null) {
    return `imports ${target}, which stands in no room`
  }

  if (ROOMS.indexOf(other) > ROOMS.indexOf(room)) {
    return `imports ${other}, which stands above ${room}`
  }

  if (target === `src/${other}/interface.ts`) {
    return used.typeOnly ? undefined : `imports a value from ${target}`
  }

  return target === `src/${other}/index.ts` || target === `src/${other}` ? undefined : `imports ${target} past the door of ${other}`
}

function emptyRooms (house: House): string[] {
  const used = new Set(filesBelow(house, 'src').map(file => roomOf(file.path)))

  return used.size > 2 ? ROOMS.filter(room => !used.has(room)).map(room => `src/${room} is listed and empty`) : []
}

describeRule({
  name: 'import order',
  check,
  samples: [
    {
      title: 'an import from a room above',
      contents: { 'src/model/bytes/a.ts': "import type { Fact } from '../fact/index.ts'", 'src/model/fact/index.ts': '' },
      problems: [/^src\/model\/bytes\/a\.ts:1 imports model\/fact, which stands above/]
    },
    {
      title: 'an import past a door',
      contents: { 'src/model/fact/a.ts': "export { b } from '../bytes/b.ts'", 'src/model/bytes/b.ts': '' },
      problems: [/:1 imports src\/model\/bytes\/b\.ts past the door/]
    },
    {
      title: 'a value from an interface.ts',
      contents: { 'src/mesh/a.ts': "\nimport { x } from '../platform/interface.ts'", 'src/platform/interface.ts': '' },
      problems: [/:2 imports a value/]
    },
    {
      title: 'a file outside every room',
      contents: { 'src/utils/a.ts': '' },
      problems: [/stands in no room/]
    },
    {
      title: 'a dynamic import from a room above',
      contents: { 'src/api/a.ts': "await import('../apps/cli/index.ts')" },
      problems: [/imports apps\/cli, which stands above/]
    },
    {
      title: 'an empty room of the list',
      contents: Object.fromEntries(ROOMS.slice(1).map(room => [room.endsWith('.ts') ? `src/${room}` : `src/${room}/index.ts`, ''])),
      problems: [/^src\/model\/bytes is listed and empty/]
    },
    {
      title: 'own files, earlier doors, interfaces for types, and packages',
      contents: {
        'src/mesh/a.ts': `
          import 'zod'
          import { b } from './b.ts'
          import { platform } from '../platform/index.ts'
          import type { Clock } from '../platform/interface.ts'`,
        'src/mesh/b.ts': '',
        'src/platform/index.ts': ''
      },
      problems: []
    }
  ]
})
