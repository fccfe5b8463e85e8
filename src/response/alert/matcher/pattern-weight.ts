/** More places where a pattern may go on in two ways than this make one look at a long text slow. */
const MOST_CHOICES = 300
/** Real words between the bars of a pattern as long as may be make fewer. */
const MOST_ALTERNATIVES = 1_500
/** A counted repetition is written out as often as it counts: this many characters at most. */
const LONGEST_WRITTEN_OUT = 20_000

/**
 * Why a pattern is too much work, or undefined. RE2 takes time in proportion to the text, but also to the size of the pattern, and everybody
 * waits while it works. Seen from the text alone, before anything is built from it; an estimate that errs towards too much.
 */
export function tooMuchWork(pattern: string): string | undefined {
  const { choices, alternatives, writtenOut } = weightOf(pattern)
  if (choices > MOST_CHOICES) return `a pattern has at most ${MOST_CHOICES} repetitions (? * + {})`
  if (alternatives > MOST_ALTERNATIVES) return `a pattern has at most ${MOST_ALTERNATIVES} alternatives`
  if (writtenOut > LONGEST_WRITTEN_OUT) return 'its counted repetitions make this pattern too large'
  return undefined
}

function weightOf(pattern: string): { choices: number; alternatives: number; writtenOut: number } {
  let choices = 0
  let alternatives = 1
  let ofGroups = 1
  let ofOthers = 1
  for (const [part, , high] of pattern.matchAll(PARTS)) {
    if (part === '|') alternatives += 1
    const isRepetition = high !== undefined || /^\)?[?*+]$/.test(part)
    if (isRepetition) choices += 1
    const count = Number(high ?? 1)
    // Groups in groups multiply; which stand in which is not looked at.
    if (part.startsWith(')')) ofGroups *= Math.max(1, count)
    else ofOthers = Math.max(ofOthers, count)
  }
  return { choices, alternatives, writtenOut: pattern.length * ofGroups * ofOthers }
}

/** What has a meaning of its own: escapes, classes, the head of a group, bars, and repetitions with the bracket they may stand behind. */
const PARTS = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\(\?|\)?\{(\d+,)?(\d+),?\}|\)?[?*+]|\|/g
