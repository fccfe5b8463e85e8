/** Where runs are kept, and what lies in the folder of one. */

/** Names inside of a run's folder. */
export const RUN_FILES = {
  journal: 'journal.ndjson',
  /** Ends of journals that a crash tore off, `torn-1`, `torn-2`… */
  torn: 'torn-',
  /** Output that was too long for a line. */
  output: 'output',
  /** Copies of what the run depends on, named after their SHA-256. */
  pinned: 'pinned',
  lock: 'lock.',
} as const

/**
 * The folder of all runs: `$OPSBOOK_RUNS`, else `opsbook/runs` in `$XDG_STATE_HOME`, else in `~/.local/state`. Nothing when
 * there is neither of the three. A relative `$XDG_STATE_HOME` counts as unset, as its specification says.
 *
 * @public
 */
export function runsFolder(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { OPSBOOK_RUNS, XDG_STATE_HOME, HOME } = environment
  if (OPSBOOK_RUNS) return OPSBOOK_RUNS
  if (XDG_STATE_HOME?.startsWith('/')) return `${XDG_STATE_HOME}/opsbook/runs`
  return HOME ? `${HOME}/.local/state/opsbook/runs` : undefined
}

const RUN_ID = /^[0-9a-z][0-9a-z-]{0,63}$/

/** True for a name that cannot lead out of the folder of runs. */
export const isRunId = (text: string): boolean => RUN_ID.test(text)

/**
 * A name that sorts by time and that people can say: `20260102-030405-2sk3f`. The millisecond of the start comes before what is
 * random, so that runs begun in one second sort as they began.
 *
 * @param at start of the run
 * @param random at least 16 random bits
 *
 * @public
 */
export function runId(at: Date, random: number): string {
  const [date, time] = at.toISOString().split('T') as [string, string]
  const within = at.getUTCMilliseconds().toString(36).padStart(2, '0')
  const suffix = (random % 36 ** 3).toString(36).padStart(3, '0')
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${within}${suffix}`
}
