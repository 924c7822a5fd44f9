import { toBase32 } from '../../../model/bytes/index.ts'
import { parseScopeTicket } from '../../../network/discovery/index.ts'
import { publicScopeId } from '../../../policy/scope/index.ts'
import { NET } from './constants.ts'

/** Id of the public scope of the gates, in base32, as the audit log spells it. */
export const PUBLIC_SCOPE = toBase32(publicScopeId(NET))

/** Id of the scope of a ticket, in base32: whoever gets hold of a ticket knows it, and has no right by that. */
export function scopeOfTicket (ticket: string): string {
  return toBase32(parseScopeTicket(ticket).scope)
}
