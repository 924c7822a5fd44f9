import { TRILLION, MILLION } from '../constants.ts'

/** The result of `log2Fixed` counts parts of this size. */
const LOG_ONE = 2 ** 32

const LOG2_OF_E = 1.4426950408889634
const LN_2 = 0.6931471805599453

/** Odd denominators of the series below: more change nothing within 53 bits. */
const LOG_TERMS = 33

/** Terms of the exponential series: with an argument below ln 2 the next one is below 2^-60. */
const EXP_TERMS = 18

/** Halvings after which nothing of a trillionth is left. */
const HALVINGS_MAX = 41

/**
 * Binary logarithm of an integer 1..2^53−1, in whole parts of 2^-32. The language leaves `Math.log2` to the engine, and
 * two nodes may run different ones; the four basic operations are exact by IEEE 754, so the series
 * ln m = 2 (s + s³/3 + s⁵/5 …) with s = (m − 1) / (m + 1) comes out the same everywhere.
 */
export function log2Fixed (value: number): number {
  let exponent = 0
  let mantissa = value

  while (mantissa >= 2) {
    mantissa /= 2
    exponent++
  }

  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let sum = 0

  for (let term = LOG_TERMS; term >= 1; term -= 2) {
    sum = sum * square + 1 / term
  }

  return exponent * LOG_ONE + Math.round(2 * s * sum * LOG2_OF_E * LOG_ONE)
}

/**
 * The decay factor 2^(−age / half-life) in whole trillionths. No age, an age below zero and a half-life of zero do not
 * decay. It is computed with basic operations for the reason that `log2Fixed` gives.
 */
export function decayFactor (ageMs: number, halfLifeMs: number): number {
  if (ageMs <= 0 || halfLifeMs === 0) {
    return TRILLION
  }

  const halvings = Math.floor(ageMs / halfLifeMs)

  if (halvings > HALVINGS_MAX) {
    return 0
  }

  const x = -(ageMs / halfLifeMs - halvings) * LN_2
  let factor = 1

  for (let term = EXP_TERMS; term >= 1; term--) {
    factor = 1 + factor * x / term
  }

  for (let i = 0; i < halvings; i++) {
    factor /= 2
  }

  return Math.round(factor * TRILLION)
}

/** A part of a whole in millionths, rounded to the nearest; nothing of nothing is 0. */
export function millionthsOf (part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * BigInt(MILLION) * 2n + whole) / (whole * 2n))
}

/** Millionths as the number that answers carry: one division, so it has one spelling. */
export function unitOf (millionths: number): number {
  return millionths / MILLION
}

/** Orders integers of any size, the largest first. */
export function largestFirst (a: bigint, b: bigint): number {
  return Number(a < b) - Number(a > b)
}

/** Sum of integers of any size. */
export function sumOf (parts: Iterable<bigint>): bigint {
  let sum = 0n

  for (const part of parts) {
    sum += part
  }

  return sum
}
