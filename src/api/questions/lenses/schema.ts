import * as z from 'zod/mini'
import { shape } from '../../http/shape.ts'

const note = z.describe

/** All lenses of the node. */
export const lensListSchema = shape('LensList', 'The lenses that questions may name, sorted by name.', z.strictObject({
  lenses: z.array(z.strictObject({
    name: z.string(),
    wraps: z.boolean().check(note('Whether another lens stands in its brackets, as in epoch-aware(skeptic).')),
    parameters: z.array(z.strictObject({ name: z.string(), max: z.number() })).check(note('What an expression may set, each from 0 to max, as in skeptic(agreed-below=400000).'))
  }))
}))
