import { MILLION } from '../constants.ts'
import { log2Fixed, millionthsOf } from './fixed-point.ts'

/**
 * The conflict score: Shannon entropy of the weights, divided by the greatest entropy that so many of them can have, in
 * millionths. One weight has no conflict, equal weights have 1,000,000. With total W it is
 * (W log W − Σ w log w) / (W log n), summed in integers, so the order of the weights does not matter.
 *
 * @param weights - integers from 1, their sum below 2^53
 */
export function conflictScore (weights: readonly number[]): number {
  if (weights.length < 2) {
    return 0
  }

  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let entropy = BigInt(total) * BigInt(log2Fixed(total))

  for (const weight of weights) {
    entropy -= BigInt(weight) * BigInt(log2Fixed(weight))
  }

  return Math.min(millionthsOf(entropy, BigInt(total) * BigInt(log2Fixed(weights.length))), MILLION)
}
