import type { Expectation } from '../page.ts'

/** Deals out what is expected to the pieces a step was cut into: each goes to the piece it stands in or behind. */
export function placeExpectations(
  expectations: readonly Expectation[],
  pieces: readonly { line: number; expectations: Expectation[] }[],
): void {
  for (const expectation of expectations) {
    let low = 0
    let high = pieces.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pieces[middle]!.line <= expectation.line) low = middle + 1
      else high = middle
    }
    pieces[Math.max(0, low - 1)]!.expectations.push(expectation)
  }
}
