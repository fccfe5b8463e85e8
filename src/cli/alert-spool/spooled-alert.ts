import { z } from 'zod'

/** Where an alert goes. The key itself is never written down, only where it was read from. */
const destinationSchema = z.object({ server: z.string(), keyFrom: z.string() })
export type Destination = z.infer<typeof destinationSchema>

const schema = z.object({ version: z.literal(1), to: destinationSchema, alert: z.record(z.string(), z.unknown()) })

/** One alert that waits to be delivered, as its file has it. */
export type SpooledAlert = z.infer<typeof schema>

/** The largest file; a thousand of them are all that a spool takes. */
export const LARGEST_BYTES = 64 * 1024
export const MOST_ALERTS = 1000

const NAME = /^(\d{15})-[0-9a-f]{12}\.json$/

/**
 * The name of the next file. Names sort by age: the clock may be set back while alerts wait, so a new one is never older than what is
 * there already; a trigger must not overtake the resolve that follows it.
 */
export function nextName(names: readonly string[], now: Date, random: string): string {
  const latest = alertNames(names).at(-1)
  const after = latest === undefined ? 0 : Number(NAME.exec(latest)![1]) + 1
  return `${String(Math.max(now.getTime(), after)).padStart(15, '0')}-${random}.json`
}

/** The waiting alerts among the files of a folder, oldest first. */
export const alertNames = (names: readonly string[]): readonly string[] =>
  names.filter((name) => NAME.test(name)).sort()

/** The alert in a file; undefined where it is none. */
export function readSpooled(text: string): SpooledAlert | undefined {
  try {
    const read = schema.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

export const isFor = ({ to }: SpooledAlert, { server, keyFrom }: Destination): boolean =>
  to.server === server && to.keyFrom === keyFrom

/**
 * The folder of waiting alerts: `$OPSBOOK_SPOOL`, else `opsbook/spool` in `$XDG_STATE_HOME`, else in `~/.local/state`. Nothing where there is none of
 * the three.
 */
export function spoolFolder({
  OPSBOOK_SPOOL,
  XDG_STATE_HOME,
  HOME,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (OPSBOOK_SPOOL) return OPSBOOK_SPOOL
  if (XDG_STATE_HOME?.startsWith('/')) return `${XDG_STATE_HOME}/opsbook/spool`
  return HOME ? `${HOME}/.local/state/opsbook/spool` : undefined
}
