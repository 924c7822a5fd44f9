import * as z from 'zod/mini'
import { keptText, shape } from '../http/shape.ts'

const note = z.describe

/** Parameters of DELETE /v1/facts/{id}. */
export const forgetQuerySchema = z.strictObject({
  reason: z.optional(keptText(1_024)).check(note('Why; it travels with an erasure. At most 1,024 bytes.')),
  here_only: z.optional(z.boolean()).check(note('Drop the content on this node, and write nothing.'))
})

/** What became of something that was to be forgotten, or brought back. */
export const forgottenSchema = shape('Forgotten', 'What this node has of a fact or bundle now.', z.strictObject({
  id: z.string(),
  state: z.enum(['here', 'wanted', 'refused', 'erased']),
  erasure: z.optional(z.string()).check(note('Fact id of the erasure that was written, which travels to all peers.'))
}))
