import type { SignalSeverity } from '../response/alert/signal.ts'

const WORDS: Readonly<Record<SignalSeverity, string>> = {
  critical: 'critical crit emergency emerg fatal page disaster blocker p0 p1 sev0 sev1 s1 1',
  error: 'error err high major severe p2 sev2 s2 2',
  warning: 'warning warn medium moderate average minor ticket p3 sev3 s3 3',
  info: 'info information informational notice low none debug ok trivial p4 p5 sev4 sev5 s4 4 5',
}
const MEANINGS = new Map(
  Object.entries(WORDS).flatMap(([severity, words]) =>
    words.split(' ').map((word) => [word, severity as SignalSeverity] as const),
  ),
)

/** What a word for a severity means, whatever its case; undefined for a word nobody has agreed on. */
export const severityOfWord = (word: string): SignalSeverity | undefined => MEANINGS.get(word.trim().toLowerCase())
