import type { Expectation } from '../../book/page.ts'
import { failed, passed, unverified, type Verdict } from './verdict.ts'

/** A status line, as `curl -i` and `curl -v` print it. */
const STATUS_LINE = /^(?:<[ \t]{0,4})?HTTP\/[\d.]{1,3}[ \t]{1,20}(\d{3})\b/gimu
/** A bare code on a line, as `curl -w '%{http_code}'` prints it, with a label or the address beside it. */
const BARE_LINE = /^(?:[^\s]{1,200}[ \t]{1,20})?([1-5]\d\d)[ \t]*$/gmu
const NAMED = /\b(?:HTTP|status)(?:[ _-]?code)?["']?\s{0,4}[:=]?\s{0,4}([1-5]\d\d)\b/giu

/** Compares the status codes an output shows; where a response follows redirections, the last status counts. */
export function decideHttpStatus(expectation: Expectation, text: string): Verdict {
  const wanted = expectation.values?.[0] ?? ''
  if (!/^\d{3}$/.test(wanted)) return unverified('the HTTP status that is expected is not known')
  const lines = codes(text, STATUS_LINE)
  const all = /\b(?:all|each|every)\b/iu.test(expectation.text)
  const seen = lines.length > 0 ? (all ? finals(lines) : lines.slice(-1)) : otherCodes(text)
  if (seen.length === 0) return unverified(`expected HTTP ${wanted}; the output shows no status`)
  const others = [...new Set(seen.filter((code) => code !== wanted))]
  // A program that fails on such an answer (`curl -f`) has then done what the author expects.
  const explained = /^[45]/.test(wanted) ? { explainsExit: true as const } : {}
  if (others.length === 0)
    return { ...explained, ...passed(`HTTP ${wanted}${seen.length > 1 ? `, ${seen.length} times` : ''}`) }
  return failed(`expected HTTP ${wanted}, saw ${others.slice(0, 4).join(', ')}`)
}

const codes = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), (match) => match[1]!)

/** Statuses without the redirections and interim answers before them. */
const finals = (lines: readonly string[]): readonly string[] => {
  const last = lines.filter((code) => !/^(?:1|3)/.test(code))
  return last.length > 0 ? last : lines
}

const otherCodes = (text: string): readonly string[] => {
  const bare = codes(text, BARE_LINE)
  return bare.length > 0 ? bare : codes(text, NAMED)
}
