import type { Verdict } from './risk-rule.ts'
import { changes, unsure } from './risk-rule.ts'

const RUNS = unsure('runs a command from its own script')
const WRITES = changes('writes a file from its own script')
const UNREADABLE = unsure('has a script that cannot be read')

/**
 * What a script of sed does besides printing: `e` runs commands, `w` writes files, both also as flags of `s`. Nothing
 * for a script that only edits its stream; a script that is not understood is never harmless.
 */
export function sedVerdict(script: string): Verdict | undefined {
  let at = 0
  let worst: Verdict | undefined
  while (at < script.length) {
    at = skipAddresses(script, at)
    if (at < 0) return UNREADABLE
    const command = script[at]
    if (command === undefined) break
    const step = readStep(script, at + 1, command)
    if (step === undefined) return UNREADABLE
    if (step.verdict === RUNS) return RUNS
    worst = step.verdict ?? worst
    at = step.end
  }
  return worst
}

/** Blanks, braces and addresses in front of a command; -1 where a pattern has no end. */
function skipAddresses(script: string, from: number): number {
  let at = from
  for (;;) {
    const plain = /^[\s;{}\d$,~+!]+/.exec(script.slice(at, at + 200))?.[0].length ?? 0
    at += plain
    const sign = script[at]
    const mark = sign === '/' ? '/' : sign === '\\' ? script[at + 1] : undefined
    if (mark === undefined) {
      if (plain === 0) return at
      continue
    }
    const end = endOfPart(script, at + (sign === '/' ? 1 : 2), mark)
    if (end < 0) return -1
    at = end
    while (script[at] === 'I' || script[at] === 'M') at++
  }
}

function readStep(script: string, at: number, command: string): { end: number; verdict?: Verdict } | undefined {
  if (command === 's') return readSubstitution(script, at)
  if (command === 'y') {
    const end = endOfParts(script, at)
    return end < 0 ? undefined : { end }
  }
  if (command === '#' || command === 'r' || command === 'R') return { end: endOfLine(script, at) }
  if ('aic'.includes(command)) return { end: endOfText(script, at) }
  if (command === 'e') return { end: script.length, verdict: RUNS }
  if (command === 'w' || command === 'W') return writing(script, at)
  if (':btT'.includes(command)) return { end: at + (/^[^\n;}]*/.exec(script.slice(at))?.[0].length ?? 0) }
  if ('=dDgGhHnNpPlxzFqQ'.includes(command)) return { end: at + (/^[ \t]*\d*/.exec(script.slice(at))?.[0].length ?? 0) }
  return undefined
}

function readSubstitution(script: string, at: number): { end: number; verdict?: Verdict } | undefined {
  const parts = endOfParts(script, at)
  if (parts < 0) return undefined
  const flags = /^[gpiImM\d]*/.exec(script.slice(parts))?.[0].length ?? 0
  const next = script[parts + flags]
  if (next === 'e') return { end: script.length, verdict: RUNS }
  return next === 'w' ? writing(script, parts + flags + 1) : { end: parts + flags }
}

function writing(script: string, at: number): { end: number; verdict?: Verdict } {
  const end = endOfLine(script, at)
  return /^\s*\/dev\/std(?:out|err)\s*$/.test(script.slice(at, end)) ? { end } : { end, verdict: WRITES }
}

function endOfParts(script: string, at: number): number {
  const mark = script[at]
  if (mark === undefined || mark === '\n' || mark === '\\') return -1
  const first = endOfPart(script, at + 1, mark)
  return first < 0 ? -1 : endOfPart(script, first, mark)
}

/** The place behind the mark that ends a pattern or a replacement. */
function endOfPart(script: string, from: number, mark: string): number {
  for (let at = from; at < script.length; at++) {
    if (script[at] === '\\') at++
    else if (script[at] === mark) return at + 1
  }
  return -1
}

const endOfLine = (script: string, at: number): number => {
  const end = script.indexOf('\n', at)
  return end < 0 ? script.length : end
}

/** Text of `a`, `i` and `c` goes on behind a backslash at the end of a line. */
function endOfText(script: string, at: number): number {
  let end = endOfLine(script, at)
  while (end < script.length && script[end - 1] === '\\') end = endOfLine(script, end + 1)
  return end
}
