import type { Answers, AnswersComponents } from './answers.ts'
import type { ViewsInit } from '../resolve/views.ts'

/** Loads what answers, and makes it: a page that never asks does not load it. */
export async function openAnswers (components: AnswersComponents, views?: ViewsInit): Promise<Answers> {
  const { makeAnswers } = await import('./answers.ts')
  return makeAnswers(components, views)
}
