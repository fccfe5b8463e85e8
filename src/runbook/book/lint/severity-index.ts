import type { Repository } from '../book.ts'
import type { SeverityLevel, SeverityScale } from '../page.ts'
import { perRepository } from './per-repository.ts'
import type { RuleSettings } from './rule.ts'

/** One level of a scale under every name it has. */
export interface NamedLevel {
  level: SeverityLevel
  /** `p0`, `sev1`, `critical`: lower case, one spelling for all. */
  keys: readonly string[]
  scale: SeverityScale
  file: string
}

/** A scale with the page it stands in. */
export interface PlacedScale {
  file: string
  scale: SeverityScale
  levels: readonly NamedLevel[]
}

/** Every severity scale of a repository, templates left out: what a template says is not in force. */
export const severityScales: (repository: Repository) => readonly PlacedScale[] = perRepository(({ pages }) =>
  pages.flatMap(({ file, kind, severities }) =>
    kind === 'template'
      ? []
      : severities.map((scale) => ({
          file,
          scale,
          levels: scale.levels.map((level) => ({
            level,
            keys: severityKeys(`${level.name} ${level.alias ?? ''}`),
            scale,
            file,
          })),
        })),
  ),
)

const NAMES =
  /\bp([0-5])\b|\b(?:sev(?:erity)?)[\s-]?([0-5])\b|\b(critical|high|medium|low|major|minor|moderate|emergency|urgent)\b/gi

/** The names of severities in a text, in one spelling: `Severity 1 (Critical) - P1` → `sev1`, `critical`, `p1`. */
export function severityKeys(text: string): readonly string[] {
  const keys = new Set<string>()
  for (const [, priority, severity, word] of text.matchAll(NAMES)) {
    if (priority !== undefined) keys.add(`p${priority}`)
    else if (severity !== undefined) keys.add(`sev${severity}`)
    else keys.add(word!.toLowerCase())
  }
  return [...keys]
}

/** True for a name that means one level wherever it stands: `p1`, `sev2`. Words such as "high" rank many things. */
export const isCode = (key: string): boolean => /\d$/.test(key)

/** Keys under the user's aliases: `severityAliases: { P1: P0 }` makes both one. */
export function canonicalKey(key: string, aliases: RuleSettings['severityAliases']): string {
  for (const [alias, canonical] of Object.entries(aliases)) {
    if (severityKeys(alias).includes(key)) return severityKeys(canonical)[0] ?? key
  }
  return key
}

/** True when two response times demand the same: "immediately" is what "within 5 minutes" says less exactly. */
export function sameResponse(a: number, b: number): boolean {
  return a === b || (Math.min(a, b) === 0 && Math.max(a, b) <= 300)
}
