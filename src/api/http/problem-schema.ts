import * as z from 'zod/mini'
import { shape } from './shape.ts'

/** A problem document. */
export const problemSchema = shape('Problem', 'What went wrong (RFC 9457). code is one of the table in docs/ERRORS.md.', z.looseObject({
  type: z.string().check(z.describe('Path of the description of the code on this node.')),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  hint: z.string().check(z.describe('What the caller can do about it.')),
  errors: z.array(z.strictObject({
    pointer: z.string().check(z.describe('JSON Pointer into the body, or the name of a parameter behind a slash.')),
    detail: z.string()
  }))
}))

/** The description of one problem code. */
export const problemKindSchema = shape('ProblemKind', 'What is the same in every problem of one code.', z.strictObject({
  code: z.string(),
  title: z.string(),
  status: z.int(),
  hint: z.string()
}))
