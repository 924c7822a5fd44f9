import ts from 'typescript'
import { filesBelow, lineOf } from './house.ts'
import { describeRule } from './rule.ts'
import { isExported } from './syntax.ts'
import type { House } from './house.ts'

/**
 * Every export is explained by a sentence above it. One sentence may serve
 * constants that stand under it without an empty line, and the overloads of a
 * function.
 */
function check (house: House): string[] {
  return filesBelow(house, 'src').flatMap(file => {
    const explained = new Set<ts.Statement>()

    for (const [i, statement] of file.ast.statements.entries()) {
      const before = file.ast.statements[i - 1]

      if (hasSentence(statement) || (explained.has(before) && belongsTo(before, statement))) {
        explained.add(statement)
      }
    }

    return file.ast.statements.filter(statement => isExported(statement) && !explained.has(statement)).map(statement => {
      return `${file.path}:${lineOf(file.ast, statement)} ${exportedName(statement)} is not explained`
    })
  })
}

function hasSentence (statement: ts.Statement): boolean {
  return ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc).some(({ comment }) => {
    return (ts.getTextOfJSDocComment(comment) ?? '').trim() !== ''
  })
}

function belongsTo (before: ts.Statement, statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(before) && ts.isFunctionDeclaration(statement)) {
    return before.body == null && before.name?.text === statement.name?.text
  }

  return ts.isVariableStatement(before) && ts.isVariableStatement(statement) && !/\n\s*\n/.test(statement.getFullText())
}

function exportedName (statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText()).join(', ')
  }

  return 'name' in statement ? (statement.name as ts.Identifier | undefined)?.getText() ?? '' : ''
}

describeRule({
  name: 'documented',
  check,
  samples: [
    {
      title: 'exports without a word',
      contents: { 'src/mesh/a.ts': '/** Here. */\nexport const here = 1\n\nexport const a = 1\n// no JSDoc\nexport function b (): void {}\n/** @internal */\nexport class C {}' },
      problems: [/:4 a is not/, /:6 b is not/, /:8 C is not/]
    },
    {
      title: 'exports with a sentence, overloads, groups, and what stays inside',
      contents: {
        'src/mesh/a.ts': '/** The first. */\nexport const a = 1\n/** Does it. */\nexport function b (c: 1): 1\nexport function b (c: 2): 2\nexport function b (c: 1 | 2): 1 | 2 { return c }\nconst d = 1\nexport { d }\n/** Colours. */\nexport const RED = 1\nexport const BLUE = 2'
      },
      problems: []
    }
  ]
})
