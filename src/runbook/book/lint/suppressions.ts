import type { Diagnostic } from '../../../kit/diagnostic.ts'
import type { Document } from '../document.ts'
import { nearNames } from '../near-names.ts'
import { type Directive, readDirectives } from './read-directives.ts'
import type { Finding } from './rule.ts'

/** What the engine knows of its rules when it reads directives. */
export interface KnownRules {
  /** Every code a finding can have, with its name. */
  names: ReadonlyMap<string, string>
  /** Whether the rule ran on this page: a disable for a silent rule is not called unused. */
  ran(id: string): boolean
  /** Whether each finding of a rule needs its own excuse. */
  singly(id: string): boolean
}

/** A finding about a directive, with the code it is reported under. */
export type DirectiveFinding = Finding & { rule: 'RB901' | 'RB902' | 'RB903' }

/**
 * Takes out what the page's directives excuse, and reports directives that do not work: without a reason (it then
 * excuses nothing), for a rule that does not exist, with nothing to excuse, or for another number of findings than
 * there are. In the last case nothing is excused: which of them the author meant is not known.
 */
export function applyDirectives(
  document: Document,
  diagnostics: readonly Diagnostic[],
  known: KnownRules,
): { kept: Diagnostic[]; findings: DirectiveFinding[] } {
  const mentioned = document.comments.some(({ text }) => text.startsWith('ops-'))
  if (!mentioned) return { kept: [...diagnostics], findings: [] }
  const directives = readDirectives(document)
  const findings = directives.flatMap((directive) => mistakes(directive, known))
  const entries = directives
    .filter((directive) => directive.reason !== '')
    .flatMap(({ covers, span, word }) => covers.map((cover) => ({ ...cover, span, word })))
    .map((entry) => ({ ...entry, found: diagnostics.filter((diagnostic) => isCovered(diagnostic, entry)).length }))
  const valid = entries.filter((entry) => entry.found === (counted(entry, known) ?? entry.found))
  const kept = diagnostics.filter((diagnostic) => !valid.some((entry) => isCovered(diagnostic, entry)))
  for (const entry of entries) {
    if (!known.names.has(entry.id) || !known.ran(entry.id)) continue
    if (entry.found === 0) findings.push(unused(entry))
    else if (!valid.includes(entry)) findings.push(miscounted(entry, counted(entry, known)!))
  }
  return { kept, findings }
}

type Entry = Directive['covers'][number] & Pick<Directive, 'span' | 'word'> & { found: number }

const isCovered = ({ rule, span }: Diagnostic, { id, from, to }: Pick<Entry, 'id' | 'from' | 'to'>) =>
  id === rule && span.line >= from && span.line <= to

/** How many findings a comment speaks of; nothing when it speaks of all there are and will be. */
const counted = ({ count, block, id }: Entry, { singly }: KnownRules): number | undefined =>
  count ?? (block && singly(id) ? 1 : undefined)

function unused({ word, id, span }: Entry): DirectiveFinding {
  const message = `${word} ${id} excuses nothing: there is no such finding here any more`
  return { rule: 'RB901', span, message, hint: `Remove ${id} from the comment` }
}

function miscounted({ word, id, span, found }: Entry, count: number): DirectiveFinding {
  const message = `${word} ${id} speaks of ${count} and there ${found === 1 ? 'is 1' : `are ${found}`}, so it excuses nothing`
  return { rule: 'RB901', span, message, hint: `If all of them are right here, write ${id}x${found}` }
}

function mistakes({ word, reason, span, covers }: Directive, { names }: KnownRules): DirectiveFinding[] {
  const findings: DirectiveFinding[] = []
  if (reason === '') {
    const message = `${word} gives no reason, so it excuses nothing`
    findings.push({
      rule: 'RB902',
      span,
      message,
      hint: 'Write the reason behind two dashes: -- why this is right here',
    })
  }
  if (covers.length === 0) {
    const message = `${word} names no rule`
    findings.push({ rule: 'RB903', span, message, hint: 'Name the rule by its code, for example RB301' })
  }
  for (const { id } of covers) {
    if (names.has(id)) continue
    findings.push({ rule: 'RB903', span, message: `${word} names ${id}, which is no rule`, hint: suggest(id, names) })
  }
  return findings
}

function suggest(id: string, names: ReadonlyMap<string, string>): string {
  const byName = [...names].find(([, name]) => name === id.toLowerCase())
  const near = byName?.[0] ?? nearNames(id, names.keys())[0]
  if (near === undefined) return 'Name a rule by its code, for example RB301'
  return `Did you mean ${near} (${names.get(near)})?`
}

/**
 * Drops findings below a fence that may have swallowed the rest of its page: what stands there was perhaps not read as
 * its author meant it, and one cause should not make twenty findings. The finding about the fence itself stays.
 */
export function dropBelowBrokenFence(document: Document, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const openers = document.fenceRepairs.filter((repair) => repair.swallows).map((repair) => repair.opener)
  if (openers.length === 0) return diagnostics
  const first = Math.min(...openers)
  return diagnostics.filter(({ rule, span }) => rule === 'RB101' || span.line <= first)
}
