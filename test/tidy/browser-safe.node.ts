import { reachable, trail } from './graph.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/**
 * Nothing that a browser loads imports Node: neither what the doors lead to,
 * with each twin swapped, nor what a portable test leads to.
 */
function check (house: House): string[] {
  const doors = ['src/index.ts', 'src/api/index.ts']
  const specs = [...house.files.keys()].filter(path => path.endsWith('.spec.ts'))
  const found = reachable(house, [...doors, ...specs], { types: false, browser: true })

  return [...found.keys()].flatMap(path => {
    const used = house.files.get(path)?.imports.find(({ specifier, typeOnly }) => specifier.startsWith('node:') && !typeOnly)

    return used == null ? [] : [`${path}:${used.line} brings ${used.specifier} to browsers: ${trail(found, path)}`]
  })
}

describeRule({
  name: 'safe in a browser',
  check,
  samples: [
    {
      title: 'Node behind the public door',
      contents: {
        'src/index.ts': "export { a } from './mesh/a.ts'",
        'src/mesh/a.ts': "import { join } from 'node:path'"
      },
      problems: [/src\/mesh\/a\.ts:1 brings node:path to browsers: src\/index\.ts -> src\/mesh\/a\.ts/]
    },
    {
      title: 'Node behind a portable test',
      contents: {
        'test/a.spec.ts': "import './fixtures/b.ts'",
        'test/fixtures/b.ts': "import 'node:fs'"
      },
      problems: [/test\/a\.spec\.ts -> test\/fixtures\/b\.ts/]
    },
    {
      title: 'Node in a file with a twin, in a type, and in a test for Node',
      contents: {
        'src/index.ts': "import './platform/index.ts'\nimport type { X } from 'node:fs'",
        'src/platform/index.ts': "import 'node:fs'",
        'src/platform/index.browser.ts': '',
        'test/a.node.ts': "import 'node:fs'"
      },
      problems: []
    }
  ]
})
