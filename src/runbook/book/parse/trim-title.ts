/** Titles and labels are short; what is longer than this is text, and only its beginning is looked at. */
const LONGEST = 400

/** A title without the colon, dots and blanks at its end. Takes time in proportion to the text. */
export function trimTitle(text: string): string {
  let end = Math.min(text.length, LONGEST)
  while (end > 0 && /[:\s]/.test(text[end - 1]!)) end--
  return text.slice(0, end)
}
