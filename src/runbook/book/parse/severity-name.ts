import type { SeverityScale } from '../page.ts'

/** A name from a severity scale, taken by itself: its place among the others is known only to the whole scale. */
export interface SeverityName {
  /** A lone `P2` is read as `p0`; a scale without `P0` turns out to be `p1`. */
  style: SeverityScale['style']
  /** 0 is the worst. For `P2` it is 2, for `SEV2` and `Severity 2` it is 1. */
  rank: number
  /** One spelling for all: `P2`, `SEV2`, `Critical`. */
  label: string
  /** A second name behind the first: `P0 - Critical` → `Critical`, `Severity 1 (Critical) - P1` → `P1`. */
  alias?: string
  /** The names as written, without what explains them: `P0 - Critical`. */
  written: string
  /** What follows the names: `SLA Impact`, `Immediate Action Required`. */
  rest: string
}

const WORD_RANKS: Readonly<Record<string, number>> = {
  critical: 0,
  emergency: 0,
  blocker: 0,
  high: 1,
  major: 1,
  urgent: 1,
  medium: 2,
  moderate: 2,
  warning: 2,
  minor: 3,
  low: 3,
  info: 4,
  informational: 4,
}
const WORD = Object.keys(WORD_RANKS).join('|')

/** Signs before a name: emoji, brackets of badges, bullets. */
const SIGNS = /^[^\p{L}\p{N}<>]{1,12}/u
const PRIORITY = /^(?:priority\s)?p([0-5])(?=$|[^\p{L}\p{N}])/iu
const SEVERITY = /^(?:severity|sev|s)[\s-]?([0-5])(?=$|[^\p{L}\p{N}])/iu
const NAMED = new RegExp(`^(${WORD})(?:[\\s-]severity)?(?=$|[^\\p{L}\\p{N}-])`, 'iu')
/** What may stand between a name and its second name, or between a name and its description. */
const JOINT = /^\s*(?:[([]|[-–—:/=]|→|\|)\s*/

/**
 * A severity at the start of a text: `P0 - Critical (SLA Impact)`, `SEV1`, `🔴 High`, `**Severity 4 (Low)** - …`.
 * Words count only when they stand alone or before a dash, a colon or a parenthesis: `High CPU usage` is no severity,
 * neither is `P0/P1`, which names two.
 */
export function readSeverityName(text: string): SeverityName | undefined {
  if (text.length > 2000) return undefined
  const plain = text.replace(SIGNS, '').trimEnd()
  const first = codeAt(plain) ?? wordAt(plain)
  if (!first) return undefined
  const behind = plain.slice(first.length)
  const second = secondName(behind)
  if (!second && behind.trim() !== '' && !JOINT.test(behind)) return undefined
  // `P0/P1`, `P1-P3` and `High/Low` speak of several levels.
  if (second && (second.kind === 'word' ? first.kind === 'word' : second.style === first.style)) return undefined
  const third = first.kind === 'code' && second?.kind === 'word' ? secondName(second.rest) : undefined
  const last = third?.kind === 'code' ? third : second
  const left = last?.rest ?? behind
  const shared = { written: closed(plain.slice(0, plain.length - left.length)), rest: clean(left) }
  if (first.kind === 'word' && second) {
    return { style: second.style, rank: second.rank, label: second.label, alias: first.label, ...shared }
  }
  const { style, rank, label } = first
  return { style, rank, label, ...(last ? { alias: last.label } : {}), ...shared }
}

type Name = { label: string; rank: number; style: SeverityName['style']; kind: 'code' | 'word'; length: number }

function codeAt(text: string): Name | undefined {
  const priority = PRIORITY.exec(text)
  if (priority) {
    const number = Number(priority[1])
    return { label: `P${number}`, rank: number, style: 'p0', kind: 'code', length: priority[0].length }
  }
  const severity = SEVERITY.exec(text)
  if (!severity) return undefined
  const number = Number(severity[1])
  return {
    label: `SEV${number}`,
    rank: Math.max(0, number - 1),
    style: 'sev',
    kind: 'code',
    length: severity[0].length,
  }
}

function wordAt(text: string): Name | undefined {
  const match = NAMED.exec(text)
  if (!match) return undefined
  const word = match[1]!.toLowerCase()
  const label = word[0]!.toUpperCase() + word.slice(1)
  return { label, rank: WORD_RANKS[word]!, style: 'words', kind: 'word', length: match[0].length }
}

/** The name right behind another one: `- Critical`, `(Critical)`, ` High`. */
function secondName(behind: string): (Name & { rest: string }) | undefined {
  const joint = /^\s*[)\]]?\s*(?:[([]|[-–—:/=])?\s*/.exec(behind)![0]
  const text = behind.slice(joint.length)
  const name = codeAt(text) ?? wordAt(text)
  if (!name) return undefined
  const rest = text.slice(name.length)
  // `P1 High availability` and `P1: Low latency` go on with a sentence.
  if (name.kind === 'word' && /^\s+\p{L}/u.test(rest)) return undefined
  return { ...name, rest }
}

/** `Severity 1 (Critical` was cut inside its parentheses. */
const closed = (written: string) => (/\([^)]*$/.test(written) ? `${written})` : written)

const clean = (rest: string) =>
  rest
    .replace(/^[\s)\]]*(?:[-–—:/=|→]+\s*)?/, '')
    .replace(/^\(([^()]*)\)$/, '$1')
    .trim()
