import { browserTwinOf, reachable } from './graph.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/**
 * Every file is needed: those below `src` by a door of the package, those
 * below `test` by a test, a program that package.json starts, or aegir's
 * configuration.
 */
function check (house: House): string[] {
  const needed = reachable(house, doorsOf(house), { types: true, browser: false })
  const used = reachable(house, [...needed.keys(), ...testsOf(house)], { types: true, browser: false })

  return [...house.files.keys()].flatMap(path => {
    if (path.startsWith('src/') && !needed.has(path)) {
      return [`${path} is reached from no door of the package`]
    }

    return path.startsWith('test/') && !used.has(path) ? [`${path} is used by no test`] : []
  })
}

/** What package.json exports or starts, and the twins that browsers get. */
function doorsOf (house: House): string[] {
  const manifest = house.texts.get('package.json') ?? ''
  const named = [...manifest.matchAll(/dist\/(src\/[\w./-]+)\.js\b/g)].map(([, path]) => `${path}.ts`)
  const twins = [...house.files.keys()].filter(path => house.files.has(browserTwinOf(path))).map(browserTwinOf)

  return [...new Set([...named, ...twins])]
}

function testsOf (house: House): string[] {
  const started = new Set((house.texts.get('package.json') ?? '').match(/\btest\/[\w/-]+\.ts\b/g))

  return [...house.files.keys()].filter(path => {
    return /\.(spec|node)\.ts$/.test(path) || path === 'test/node.ts' || path === 'test/run/chromium.ts' || started.has(path)
  })
}

const MANIFEST = '{ "main": "./dist/src/index.js", "scripts": { "test": "node test/run/main.ts" } }'

describeRule({
  name: 'dead files',
  check,
  samples: [
    {
      title: 'a file that only a test uses',
      contents: {
        'package.json': MANIFEST,
        'src/index.ts': '',
        'src/mesh/a.ts': '',
        'test/a.spec.ts': "import '../src/mesh/a.ts'"
      },
      problems: [/^src\/mesh\/a\.ts is reached from no door/]
    },
    {
      title: 'a builder that no test uses',
      contents: { 'package.json': MANIFEST, 'test/fixtures/a.ts': '' },
      problems: [/^test\/fixtures\/a\.ts is used by no test/]
    },
    {
      title: 'doors, types, twins, dynamic imports and what tests need',
      contents: {
        'package.json': MANIFEST,
        'src/index.ts': "import type { A } from './mesh/a.ts'\nconst b = await import('./mesh/b.ts')",
        'src/mesh/a.ts': '',
        'src/mesh/b.ts': '',
        'src/mesh/b.browser.ts': "import './c.ts'",
        'src/mesh/c.ts': '',
        'test/a.node.ts': "import './fixtures/a.ts'",
        'test/fixtures/a.ts': '',
        'test/run/main.ts': "import './parts.ts'",
        'test/run/parts.ts': ''
      },
      problems: []
    }
  ]
})
