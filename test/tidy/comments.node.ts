import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/** Words that announce work: the work belongs into an issue, not on main. Written so that this file holds none. */
const NOTES = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`)

/** A comment line that ends or begins like code. */
const CODE = /^\s*\/\/\s*((const|let|import|export|return|if|for|await|throw)\b.*[({;'"]|\}\s*$|\w[\w.]*\(.*\)\s*$)/

/** Comments say what is, not what was or may come. */
function check (house: House): string[] {
  return [...house.files.values()].flatMap(({ path, text }) => text.split('\n').flatMap((line, i) => {
    const found = NOTES.exec(line)?.[0] ?? (CODE.test(line) ? 'code in a comment' : undefined)

    return found == null ? [] : [`${path}:${i + 1} ${found}`]
  }))
}

describeRule({
  name: 'comments',
  check,
  samples: [
    {
      title: 'work announced in a comment',
      contents: { 'src/mesh/a.ts': `// ${'TO' + 'DO'}: finish\n`, 'test/a.spec.ts': `\n/* ${'FIX' + 'ME'} */` },
      problems: [/a\.ts:1 TO.O/, /a\.spec\.ts:2 FI.ME/]
    },
    {
      title: 'code that was commented out',
      contents: { 'src/mesh/a.ts': "// const a = f('b')\n// }\n// await node.stop()" },
      problems: [/:1 code/, /:2 code/, /:3 code/]
    },
    {
      title: 'sentences',
      contents: { 'src/mesh/a.ts': '// For each peer once, because a peer may ask twice.\n// return early when there is nothing\n// eslint-disable-next-line no-labels' },
      problems: []
    }
  ]
})
