/** Checks that an author keeps in the page and hides from its readers: fences inside of HTML comments. */
import type { Document } from '../../book/document.ts'

export interface Revealed {
  /** The page with those comments opened; every line keeps its number. */
  text: string
  /** Lines that only a test sees. */
  hidden: readonly { line: number; endLine: number }[]
}

const FENCE = /^[ \t]*(?:<!--)?[ \t]*(`{3,}|~{3,})/

/**
 * Opens comments that hold a whole fence, so that the page is read with the checks in it. Comments that speak to a tool
 * (`<!-- step: … -->`) stay closed, and so does text that was only commented out together with half of a fence.
 */
export function revealComments({ text, comments }: Pick<Document, 'text' | 'comments'>): Revealed {
  const lines = text.split('\n')
  const hidden: { line: number; endLine: number }[] = []
  for (const { line, endLine } of comments) {
    const inside = lines.slice(line - 1, endLine)
    const fences = inside.filter((each) => FENCE.test(each)).length
    if (fences === 0 || fences % 2 === 1) continue
    // Without its mark an opener must not look indented.
    lines[line - 1] = lines[line - 1]!.replace(/<!--[ \t]*/, '')
    lines[endLine - 1] = lines[endLine - 1]!.replace(/[ \t]*-->/, '')
    hidden.push({ line, endLine })
  }
  return { text: lines.join('\n'), hidden }
}
