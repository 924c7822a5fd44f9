import { h } from 'preact'
import { href } from '../route.ts'
import { cliOf, curlOf, programOf, VIEWS } from '../views.ts'
import { visible } from './text.ts'
import type { ViewName, ViewValues } from '../views.ts'
import type { JSX } from 'preact'

/** What is asked, and where. */
export interface WaysProps {
  readonly view: ViewName
  readonly values: ViewValues
  readonly url: string
  /** Whether the texts are in sight from the beginning. */
  readonly isOpen?: boolean
}

/** The same question for other programs: as curl, as a command, as TypeScript. */
export function Ways ({ view, values, url, isOpen = false }: WaysProps): JSX.Element {
  const command = cliOf(VIEWS[view], values)
  return h('details', { open: isOpen },
    h('summary', {}, 'The same with curl, on the command line and in TypeScript'),
    h('h3', {}, 'curl'),
    h('pre', { tabIndex: 0 }, visible(curlOf(VIEWS[view], values, url))),
    h('h3', {}, 'Command line'),
    h('pre', { tabIndex: 0 }, command == null ? 'No command answers this.' : visible(command)),
    h('h3', {}, 'TypeScript'),
    h('pre', { tabIndex: 0 }, visible(programOf(VIEWS[view], values, url))),
    h('a', { href: href('playground', { ...values, view }) }, 'Try it in the playground')
  )
}
