import type { Alert } from '../alert.ts'
import type { Signal } from '../signal.ts'

/** What an alert says, as opposed to when it is true. */
export type AlertWords = Pick<
  Alert,
  'summary' | 'severity' | 'labels' | 'annotations' | 'links' | 'details' | 'generatorUrl'
>

export const wordsOf = (signal: Signal): AlertWords => {
  const { summary, severity, labels, annotations, generatorUrl, links, details } = signal
  return {
    summary,
    severity,
    labels,
    annotations,
    links,
    details,
    ...(generatorUrl === undefined ? {} : { generatorUrl }),
  }
}
