/** Output beyond this many characters takes no part in a comparison. */
export const COMPARED_CHARACTERS = 1 << 20

/** Output as it is compared with what an author wrote. */
export interface ComparableText {
  text: string
  /** True when there was more than is compared. */
  cut: boolean
}

/**
 * Makes output comparable: terminal sequences removed, line ends unified, blank lines at its end dropped, at most 1 MiB.
 */
export function comparableText(output: string): ComparableText {
  const cut = output.length > COMPARED_CHARACTERS
  const text = stripTerminalSequences(cut ? output.slice(0, COMPARED_CHARACTERS) : output).replaceAll('\r\n', '\n')
  return { text: withoutTrailingBlankLines(text), cut }
}

/**
 * CSI, then strings with their end (OSC, DCS, SOS, PM, APC), then every other sequence. A string without an end loses
 * only its first two characters: output must not be able to hide what comes after it.
 */
const SEQUENCE =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[PX^_][^\u001b]*\u001b\\|\u001b[ -/]*[0-~]/g

/** Removes colours, titles, cursor movements and other ECMA-48 sequences; every other character stays. */
export function stripTerminalSequences(text: string): string {
  return /[\u001b\u009b]/.test(text) ? text.replace(SEQUENCE, '') : text
}

function withoutTrailingBlankLines(text: string): string {
  let end = text.length
  let kept = end
  while (end > 0) {
    const sign = text[end - 1]!
    if (sign !== '\n' && sign !== ' ' && sign !== '\t' && sign !== '\r') break
    end--
    if (sign === '\n') kept = end
  }
  return end === 0 ? '' : text.slice(0, kept)
}
