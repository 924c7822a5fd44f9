import { browserTwinOf } from './graph.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/** The fields of package.json that the rule looks at. */
interface Manifest {
  /** Files of this package to their twins, and packages to another or to false: none in browsers. */
  readonly browser?: Readonly<Record<string, string | false>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * package.json names one exact version per dependency and swaps exactly the
 * twins that exist; package-lock.json names no registry, so that every
 * installation uses its own.
 */
function check (house: House): string[] {
  const manifest: Manifest = JSON.parse(house.texts.get('package.json') ?? '{}')

  return [...versionProblems(manifest), ...twinProblems(house, manifest), ...lockProblems(house)]
}

function versionProblems (manifest: Manifest): string[] {
  const all = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }

  return Object.entries(all).flatMap(([name, version]) => {
    return /^(\d+\.\d+\.\d+(-[\w.]+)?|file:\.\/stubs\/\w+)$/.test(version) ? [] : [`package.json: ${name} ${version} is no exact version`]
  })
}

function twinProblems (house: House, { browser = {} }: Manifest): string[] {
  const built = (path: string): string => `./dist/${path.replace(/\.ts$/, '.js')}`
  const twins = [...house.files.keys()].filter(path => path.startsWith('src/') && house.files.has(browserTwinOf(path)))
  const wanted = new Map(twins.map(path => [built(path), built(browserTwinOf(path))]))

  return [
    ...[...wanted].filter(([from, to]) => browser[from] !== to).map(([from, to]) => `package.json: browser does not map ${from} to ${to}`),
    ...Object.keys(browser).filter(from => from.startsWith('./') && !wanted.has(from)).map(from => `package.json: browser maps ${from}, which has no twin`)
  ]
}

function lockProblems (house: House): string[] {
  const lock = house.texts.get('package-lock.json') ?? ''
  const hosts = new Set(Array.from(lock.matchAll(/"resolved": "\w+:\/\/([^/"]+)/g), ([, host]) => host))

  return [...hosts].map(host => `package-lock.json names the host ${host}`)
}

describeRule({
  name: 'manifest',
  check,
  samples: [
    {
      title: 'a range of versions',
      contents: { 'package.json': '{ "dependencies": { "a": "^1.0.0" }, "devDependencies": { "b": "latest" } }' },
      problems: [/a \^1\.0\.0 is no exact/, /b latest is no exact/]
    },
    {
      title: 'twins that are not swapped, and a swap without twins',
      contents: {
        'package.json': '{ "browser": { "./dist/src/b.js": "./dist/src/b.browser.js" } }',
        'src/a.ts': '',
        'src/a.browser.ts': ''
      },
      problems: [/does not map \.\/dist\/src\/a\.js/, /maps \.\/dist\/src\/b\.js, which has no twin/]
    },
    {
      title: 'a lock file that names a registry',
      contents: { 'package-lock.json': '{ "resolved": "https://registry.example/a.tgz" }' },
      problems: [/names the host registry\.example/]
    },
    {
      title: 'exact versions, swapped twins, a package left out, a lock file without hosts',
      contents: {
        'package.json': '{ "dependencies": { "a": "1.0.0" }, "devDependencies": { "b": "file:./stubs/b" }, "browser": { "./dist/src/a.js": "./dist/src/a.browser.js", "a": false } }',
        'package-lock.json': '{ "resolved": "stubs/b", "integrity": "sha512-x" }',
        'src/a.ts': '',
        'src/a.browser.ts': ''
      },
      problems: []
    }
  ]
})
