import { filesBelow } from './house.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/** No file leads back to itself, type imports counted. */
function check (house: House): string[] {
  const settled = new Set<string>()
  const circles: string[] = []

  for (const { path } of filesBelow(house, 'src')) {
    follow(house, path, { trail: [], settled, circles })
  }

  return circles
}

interface Search {
  readonly trail: readonly string[]
  readonly settled: Set<string>
  readonly circles: string[]
}

function follow (house: House, path: string, search: Search): void {
  const { trail, settled, circles } = search
  const start = trail.indexOf(path)

  if (start !== -1) {
    circles.push(`a circle: ${[...trail.slice(start), path].join(' -> ')}`)
  }

  if (settled.has(path) || start !== -1) {
    return
  }

  for (const { target } of house.files.get(path)?.imports ?? []) {
    if (target != null) {
      follow(house, target, { ...search, trail: [...trail, path] })
    }
  }

  settled.add(path)
}

describeRule({
  name: 'circles',
  check,
  samples: [
    {
      title: 'a circle of types',
      contents: {
        'src/mesh/a.ts': "import type { B } from './b.ts'",
        'src/mesh/b.ts': "import type { C } from './c.ts'",
        'src/mesh/c.ts': "import type { A } from './a.ts'"
      },
      problems: [/src\/mesh\/a\.ts -> src\/mesh\/b\.ts -> src\/mesh\/c\.ts -> src\/mesh\/a\.ts/]
    },
    {
      title: 'a file that imports itself',
      contents: { 'src/mesh/a.ts': "import './a.ts'" },
      problems: [/src\/mesh\/a\.ts -> src\/mesh\/a\.ts/]
    },
    {
      title: 'two ways to one file',
      contents: {
        'src/mesh/a.ts': "import './b.ts'\nimport './c.ts'",
        'src/mesh/b.ts': "import './c.ts'",
        'src/mesh/c.ts': ''
      },
      problems: []
    }
  ]
})
