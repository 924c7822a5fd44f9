import { h } from 'preact'
import { Act } from './act.ts'
import { QrCode } from './qr.ts'
import { visible } from './text.ts'
import type { JSX } from 'preact'

/** A ticket. */
export interface TicketProps {
  readonly ticket: string
  /** What the other side does with it, without the ticket itself. */
  readonly command: string
}

/** A ticket to hand on: as a text, as what is typed on the other side, and as a QR code. */
export function TicketView ({ ticket, command }: TicketProps): JSX.Element {
  return h('div', { class: 'cards' },
    h('div', {}, h('p', {}, 'Give this ticket to whoever runs the other node:'), h('pre', { tabIndex: 0 }, visible(ticket)),
      h('p', {}, 'There: ', h('code', {}, `${command} TICKET`)), h(Act, { label: 'Copy the ticket', run: async () => { await navigator.clipboard.writeText(ticket) } })),
    h(QrCode, { text: ticket, title: 'The ticket as a QR code' }))
}
