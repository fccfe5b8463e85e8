/** What the book promises for each severity: its names, how soon somebody answers, writes, and has the damage under control. */
import type { Repository } from '../../runbook/book/book.ts'
import { type PlacedScale, severityKeys, severityScales } from '../../runbook/book/lint/severity-index.ts'
import type { SeverityLevel } from '../../runbook/book/page.ts'
import { SEVERITIES, type Severity } from './severity.ts'

/** The promises of one severity; what is absent is promised by nobody and has no clock. */
export interface ClockTerms {
  readonly ackSeconds?: number | undefined
  readonly firstUpdateSeconds?: number | undefined
  readonly updateSeconds?: number | undefined
  readonly mitigationSeconds?: number | undefined
}

export interface SeverityTerms extends ClockTerms {
  readonly severity: Severity
  /** As the book writes it: `P0 - Critical`, `Severity 1 (Critical)`. */
  readonly name: string
  /** Every name in one spelling: `p0`, `sev1`, `critical`. */
  readonly keys: readonly string[]
  /** Where the book says so; absent for our own values. */
  readonly from?: { readonly file: string; readonly line: number }
}

export interface SeverityPolicy {
  readonly levels: Readonly<Record<Severity, SeverityTerms>>
  /** The book counts from P1: what senders and people call "P1" is then its worst. */
  readonly startsAtOne: boolean
}

/** What "immediate" may take: less cannot be measured between people. */
const IMMEDIATE_SECONDS = 300
const MINUTE = 60

/** Used where a book defines no severities at all: a common reading of incident guides, shown as ours and not as the book's. */
const OURS: Readonly<Record<Severity, ClockTerms & { name: string }>> = {
  P0: { name: 'P0 - Critical', ackSeconds: 5 * MINUTE, firstUpdateSeconds: 5 * MINUTE, updateSeconds: 20 * MINUTE },
  P1: { name: 'P1 - High', ackSeconds: 15 * MINUTE, firstUpdateSeconds: 10 * MINUTE, updateSeconds: 30 * MINUTE },
  P2: { name: 'P2 - Medium', ackSeconds: 60 * MINUTE },
  P3: { name: 'P3 - Low', ackSeconds: 240 * MINUTE },
}

const byDefault = (severity: Severity): SeverityTerms => ({
  severity,
  keys: severityKeys(OURS[severity].name),
  ...OURS[severity],
})

export const DEFAULT_POLICY: SeverityPolicy = {
  levels: { P0: byDefault('P0'), P1: byDefault('P1'), P2: byDefault('P2'), P3: byDefault('P3') },
  startsAtOne: false,
}

/** The policy of the best scale among the repositories' pages: where it says how soon somebody answers, on a page about incidents. */
export function readSeverityPolicy(repositories: readonly Repository[]): SeverityPolicy {
  const scales = repositories.flatMap((repository) => {
    const kinds = new Map(repository.pages.map(({ file, kind }) => [file, kind]))
    return severityScales(repository).map((placed) => ({ placed, weight: weightOf(placed, kinds.get(placed.file)) }))
  })
  const best = scales.reduce<(typeof scales)[number] | undefined>(
    (found, each) => (found === undefined || each.weight > found.weight ? each : found),
    undefined,
  )
  return best && best.weight > 0 ? policyOf(best.placed) : DEFAULT_POLICY
}

/** A scale without any time may rank alerts or tasks; one of codes is about incidents wherever it stands. */
function weightOf({ scale }: PlacedScale, kind: string | undefined): number {
  const timed = scale.levels.filter((level) => level.responseSeconds !== undefined).length
  const promised = scale.levels.filter((level) => level.resolutionSeconds !== undefined).length
  if (timed === 0 && scale.style === 'words') return 0
  return 10 * timed + 4 * promised + (kind === 'incident-policy' ? 25 : 0) + (scale.style === 'words' ? 0 : 5) + 1
}

function policyOf({ scale, file }: PlacedScale): SeverityPolicy {
  const levels = Object.fromEntries(
    SEVERITIES.map((severity, rank) => {
      // Five levels have no place in four: what is below P3 is P3.
      const level = scale.levels.find((each) => each.rank === rank)
      return [severity, level ? termsOf(severity, level, file, scale.levels) : byDefault(severity)]
    }),
  ) as Record<Severity, SeverityTerms>
  const { keys } = levels.P0
  return { levels, startsAtOne: keys.includes('p1') && !keys.includes('p0') }
}

function termsOf(severity: Severity, level: SeverityLevel, file: string, all: readonly SeverityLevel[]): SeverityTerms {
  const below = severity === 'P3' ? all.filter((each) => each.rank > 3) : []
  const keys = [level, ...below].flatMap(({ name, alias }) => severityKeys(`${name} ${alias ?? ''}`))
  const { responseSeconds, resolutionSeconds, updateSeconds = OURS[severity].updateSeconds } = level
  // Who promises a word every hour keeps it with the first one within the hour.
  const firstUpdateSeconds = level.updateSeconds ?? OURS[severity].firstUpdateSeconds
  return {
    severity,
    name: level.name,
    keys: [...new Set(keys)],
    ...(responseSeconds === undefined ? {} : { ackSeconds: responseSeconds || IMMEDIATE_SECONDS }),
    ...(firstUpdateSeconds === undefined ? {} : { firstUpdateSeconds }),
    ...(updateSeconds === undefined ? {} : { updateSeconds }),
    ...(resolutionSeconds ? { mitigationSeconds: resolutionSeconds } : {}),
    from: { file, line: level.line },
  }
}

/**
 * The severity a text names. Our own codes always mean what we mean by them, P0 the worst, so that what a program was given it may give
 * back; other names are the book's: `critical`, `SEV2`, `P4` where the book has one.
 */
export function readSeverity(text: string, policy: SeverityPolicy): Severity | undefined {
  const plain = text.trim().toLowerCase()
  const code = SEVERITIES.find((each) => each.toLowerCase() === plain)
  if (code) return code
  const keys = severityKeys(plain)
  return SEVERITIES.find(
    (each) =>
      policy.levels[each].name.toLowerCase() === plain || keys.some((key) => policy.levels[each].keys.includes(key)),
  )
}

/** Only the promises, as they are written into an incident. */
export function clockTerms(terms: SeverityTerms): ClockTerms {
  const { ackSeconds, firstUpdateSeconds, updateSeconds, mitigationSeconds } = terms
  return {
    ...(ackSeconds === undefined ? {} : { ackSeconds }),
    ...(firstUpdateSeconds === undefined ? {} : { firstUpdateSeconds }),
    ...(updateSeconds === undefined ? {} : { updateSeconds }),
    ...(mitigationSeconds === undefined ? {} : { mitigationSeconds }),
  }
}
