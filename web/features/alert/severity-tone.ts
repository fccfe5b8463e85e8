import type { Tone } from '../../ui/status.tsx'

const TONES: Readonly<Record<string, Tone>> = {
  ...{ critical: 'bad', error: 'bad', warning: 'warning', info: 'quiet' },
  ...{ P0: 'bad', P1: 'bad', P2: 'warning', P3: 'quiet' },
}

/** How loud a severity is, of an alert or an incident. */
export const severityTone = (severity: string | null): Tone => TONES[severity ?? ''] ?? 'unknown'
