import type { BookFinding } from '../../../src/http/contract.ts'
import { Status, type Tone } from '../../ui/status.tsx'

const TONES: Readonly<Record<string, Tone>> = { error: 'bad', warning: 'warning', info: 'quiet' }

export const toneOfSeverity = (severity: string): Tone => TONES[severity] ?? 'quiet'

/** What the checks say about a line, folded up beside it. */
export function FindingBadges({ findings }: { findings: readonly BookFinding[] }) {
  return findings.map(({ fingerprint, severity, rule, message, hint, line }) => (
    <details key={fingerprint} className="finding-badge">
      <summary>
        <Status tone={toneOfSeverity(severity)}>{severity}</Status>{' '}
        <span className="quiet">
          {rule} · line {line}
        </span>
      </summary>
      <p>{message}</p>
      {hint === null ? null : <p className="quiet">{hint}</p>}
    </details>
  ))
}
