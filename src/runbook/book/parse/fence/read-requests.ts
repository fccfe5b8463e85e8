import type { CodeLine } from '../../document.ts'
import type { FenceItem } from '../../fence-reading.ts'
import { blankItem, commandItem, commentItem, outputItem } from './fence-items.ts'

const METHODS = 'GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE'
/** `GET http://localhost:8222/healthz`, `POST /api/v1/silences HTTP/1.1`. */
const REQUEST = new RegExp(`^(${METHODS})\\s+(\\S(?:.*?\\S)?)(?:\\s+HTTP/\\d(?:\\.\\d)?)?\\s*$`)
const ABSOLUTE = new RegExp(`^(?:${METHODS})\\s+https?://`)
const ANSWER = /^HTTP\/\d(?:\.\d)?\s+\d{3}\b/
/** `###` divides requests, as editors that send them have it. */
const DIVIDER = /^#{3,}/
const COMMENT = /^\s*(?:#+|\/\/+)/
const HEADER = /^[\w-]+\s*:/

/**
 * Reads a fence of requests as they go over the wire: one command a request, with its headers and its body; an answer
 * below a request is output. Nothing where the fence only names paths, as the description of an interface does: without
 * a host there is nothing that could be sent.
 */
export function readRequests(lines: readonly CodeLine[]): FenceItem[] | undefined {
  const items: FenceItem[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!
    const simple = line.text.trim() === '' ? blankItem(line) : commentItem(line, COMMENT)
    if (simple) {
      items.push(simple)
      at++
    } else if (ANSWER.test(line.text)) {
      const last = endOf(lines, at, (text) => DIVIDER.test(text) || ABSOLUTE.test(text))
      items.push(outputItem(lines, { first: at, last }))
      at = last + 1
    } else {
      if (!isComplete(lines, at)) return undefined
      const last = endOfRequest(lines, at)
      items.push(commandItem(lines, { first: at, last }, { language: 'http' }))
      at = last + 1
    }
  }
  return items.some(({ kind }) => kind === 'command') ? items : undefined
}

/** A request that names its host: in its first line, or in a header. */
function isComplete(lines: readonly CodeLine[], at: number): boolean {
  const first = lines[at]!.text
  if (!REQUEST.test(first)) return false
  if (ABSOLUTE.test(first)) return true
  if (!/^[A-Z]+\s+\//.test(first)) return false
  const blank = lines.findIndex(({ text }, index) => index > at && text.trim() === '')
  return lines.slice(at + 1, blank < 0 ? undefined : blank).some(({ text }) => /^host\s*:\s*\S/i.test(text))
}

/** A comment ends the headers of a request that has no body; in a body it is part of it. */
function endOfRequest(lines: readonly CodeLine[], at: number): number {
  const bodiless = /^(?:GET|HEAD|OPTIONS)\b/.test(lines[at]!.text)
  const blank = lines.findIndex(({ text }, index) => index > at && text.trim() === '')
  const inHead = (index: number) => blank < 0 || index < blank
  return endOf(
    lines,
    at,
    (text, index) =>
      DIVIDER.test(text) ||
      ANSWER.test(text) ||
      ABSOLUTE.test(text) ||
      ((bodiless || inHead(index)) && COMMENT.test(text)) ||
      (bodiless && !inHead(index) && text.trim() !== '' && !HEADER.test(text) && REQUEST.test(text)),
  )
}

/** Index of the last line before one that begins something else, without blank lines at the end. */
function endOf(lines: readonly CodeLine[], at: number, begins: (text: string, index: number) => boolean): number {
  const next = lines.findIndex(({ text }, index) => index > at && begins(text, index))
  const until = next < 0 ? lines.length : next
  return lines.slice(0, until).findLastIndex(({ text }) => text.trim() !== '')
}
