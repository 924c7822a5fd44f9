import * as z from 'zod/mini'
import { API_RIGHTS } from '../../replica/record/index.ts'
import { shape } from '../http/shape.ts'

const note = z.describe

const right = z.enum([...API_RIGHTS])

const tokenFields = {
  id: z.string(),
  name: z.string(),
  rights: z.array(right),
  created_at: z.string(),
  until: z.string().check(note('When it ends.')),
  state: z.enum(['live', 'expired', 'revoked'])
}

/** A token to make. */
export const tokenBodySchema = shape('TokenBody', 'A token to make.', z.strictObject({
  name: z.optional(z.string().check(z.maxLength(64))).check(note('For tables and the audit log: letters, digits and . _ @ -; by default the id.')),
  rights: z.optional(z.array(right).check(z.minLength(1), z.maxLength(API_RIGHTS.length))).check(note('What it allows, "read" alone by default. admin includes the others.')),
  life_ms: z.optional(z.int()).check(note('Milliseconds that it is good: from 1,000 to 90 days, 30 days by default.'))
}))

/** A token that was made. */
export const issuedTokenSchema = shape('IssuedToken', 'A token that was made. The node keeps only its hash, so it is told this once.', z.strictObject({
  ...tokenFields,
  token: z.string()
}))

/** All tokens. */
export const tokenListSchema = shape('TokenList', 'The tokens that were made, the oldest first, until 90 days after their end.', z.strictObject({
  tokens: z.array(z.strictObject(tokenFields))
}))
