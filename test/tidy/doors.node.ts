import { basename } from 'node:path/posix'
import { filesBelow } from './house.ts'
import { quoteRooms } from './rooms.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/**
 * Every `index.ts` opens with a comment that says what stands behind it, with
 * one example; the page on the architecture quotes the list of rooms.
 */
function check (house: House): string[] {
  const doors = filesBelow(house, 'src').filter(({ path }) => basename(path) === 'index.ts')

  return [
    ...doors.flatMap(({ path, text }) => {
      const opening = /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? ''
      const missing = ['@packageDocumentation', '@example'].filter(tag => !opening.includes(tag))

      return missing.map(tag => `${path} opens without ${tag}`)
    }),
    ...listProblem(house.texts.get('docs/ARCHITECTURE.md'))
  ]
}

function listProblem (page: string | undefined): string[] {
  return page == null || page.replaceAll(/\s+/g, ' ').includes(quoteRooms())
    ? []
    : [`docs/ARCHITECTURE.md does not quote the list of rooms: ${quoteRooms()}`]
}

describeRule({
  name: 'doors',
  check,
  samples: [
    {
      title: 'an index.ts that says nothing',
      contents: { 'src/mesh/index.ts': "export { a } from './a.ts'\n/** @packageDocumentation @example */" },
      problems: [/without @packageDocumentation/, /without @example/]
    },
    {
      title: 'a page with another list',
      contents: { 'docs/ARCHITECTURE.md': 'The rooms are `model/` hlc, bytes · `platform`.' },
      problems: [/does not quote the list/]
    },
    {
      title: 'a door with its comment and a page with the list',
      contents: {
        'src/mesh/index.ts': '/**\n * @packageDocumentation\n *\n * The mesh.\n *\n * @example A node\n */\n',
        'docs/ARCHITECTURE.md': `Rooms, from the ground up: ${quoteRooms().replaceAll(' · ', ' ·\n')}.`
      },
      problems: []
    }
  ]
})
