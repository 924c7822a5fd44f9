import { join } from 'node:path'
import ts from 'typescript'
import { filesBelow } from './house.ts'
import { describeRule } from './rule.ts'
import type { House, SourceFile } from './house.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Every `@example` below `src` compiles, where it stands. */
function check (house: House): string[] {
  const examples = new Map(filesBelow(house, 'src').flatMap(examplesOf))

  if (examples.size === 0) {
    return []
  }

  const program = ts.createProgram([...examples.keys()].map(path => join(ROOT, path)), optionsOfProject(), hostFor(house, examples))

  return [...examples.keys()].flatMap(path => {
    const file = program.getSourceFile(join(ROOT, path))
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]

    return found.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
  })
}

/** The code of each example of a file, under the path of a file beside it. */
function examplesOf ({ path, text }: SourceFile): Array<[string, string]> {
  const comments = [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].map(([comment]) => comment.replaceAll(/^ *\* ?/gm, ''))
  const blocks = comments.flatMap(comment => comment.split('@example').slice(1)).flatMap(part => [...part.matchAll(/```\w*\n([\s\S]*?)```/g)])

  return blocks.map(([, code], i) => [path.replace(/\.ts$/, `-example-${i + 1}.ts`), `${code}\nexport {}\n`])
}

function optionsOfProject (): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, ROOT)

  return { ...options, composite: false, incremental: false, noEmit: true, skipLibCheck: true }
}

/** The files of the machine with the house and the examples laid over them. */
function hostFor (house: House, examples: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(optionsOfProject(), true)
  const overlay = new Map([...examples].map(([path, code]) => [join(ROOT, path), code]))

  for (const { path, text } of house.files.values()) {
    overlay.set(join(ROOT, path), text)
  }

  return {
    ...host,
    directoryExists: () => true,
    fileExists: path => overlay.has(path) || host.fileExists(path),
    readFile: path => overlay.get(path) ?? host.readFile(path),
    getSourceFile: (path, target) => {
      const text = overlay.get(path) ?? host.readFile(path)

      return text == null ? undefined : ts.createSourceFile(path, text, target, true)
    }
  }
}

function exampleWith (code: string): Record<string, string> {
  return {
    'src/sample/index.ts': `/**\n * @packageDocumentation\n *\n * @example Add\n *\n * \`\`\`TypeScript\n * ${code}\n * \`\`\`\n */\nexport const add = (a: number, b: number): number => a + b\n`
  }
}

describeRule({
  name: 'examples',
  check,
  samples: [
    {
      title: 'an example with a wrong type',
      contents: exampleWith("import { add } from './index.ts'; add(1, '2')"),
      problems: [/^src\/sample\/index-example-1\.ts: Argument of type 'string'/]
    },
    {
      title: 'an example of something that is not there',
      contents: exampleWith("import { sub } from './index.ts'; sub(1, 2)"),
      problems: [/has no exported member.*'sub'/]
    },
    {
      title: 'an example that compiles',
      contents: exampleWith("import { add } from './index.ts'; const three: number = add(1, 2); console.info(await three)"),
      problems: []
    }
  ]
})
