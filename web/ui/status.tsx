/** A state as sign and word; the colour only repeats them. */
export type Tone = 'bad' | 'warning' | 'good' | 'quiet' | 'unknown'

const SIGNS: Readonly<Record<Tone, string>> = { bad: '✗', warning: '!', good: '✓', quiet: '·', unknown: '?' }

export function Status({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`status status-${tone}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span> {children}
    </span>
  )
}
