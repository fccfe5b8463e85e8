/** What the shell says about itself after each step, as it arrives on the control channel: fields that end in NUL. */

export interface ControlRecord {
  status: number
  failingLine?: number
  /** Why nothing of the step was run. */
  refused?: string
  cwd: string
  /** Our trap is in place; otherwise the step has set or removed one. */
  trap: 'ours' | 'own' | 'none'
  /** Present when a snapshot was asked for. */
  snapshot?: readonly string[]
  /** The command that restores the options e, u, v and x. */
  flags: string
}

const FIELDS = 6
const SNAPSHOT_FIELDS = 9

/** How many fields answer a step. */
export const fieldCount = (snapshot: boolean): number => (snapshot ? FIELDS + SNAPSHOT_FIELDS : FIELDS)

/** Reads the fields of one step, in the order in which the shell writes them. Never throws. */
export function readControlRecord(fields: readonly string[]): ControlRecord {
  const [status = '', line = '', refused = '', cwd = '', flags = '', trap = ''] = fields
  const failing = Number(line)
  return {
    status: Number(status),
    ...(Number(status) !== 0 && line !== '' && failing > 0 ? { failingLine: failing } : {}),
    ...(refused === '' ? {} : { refused }),
    cwd,
    flags,
    trap: trap === '' ? 'none' : trap.includes('__ob_line=$LINENO') ? 'ours' : 'own',
    ...(fields.length > FIELDS ? { snapshot: fields.slice(FIELDS) } : {}),
  }
}

/** Collects NUL-terminated fields from a stream of bytes. */
export interface FieldCollector {
  push(bytes: Uint8Array): void
  /** Takes this many fields as soon as they are complete; bytes that are no UTF-8 become replacement characters. */
  take(count: number): readonly string[] | undefined
}

export function collectFields(): FieldCollector {
  let pending: Buffer[] = []
  const fields: string[] = []
  return {
    push(bytes) {
      let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        fields.push(Buffer.concat([...pending, rest.subarray(0, end)]).toString('utf8'))
        pending = []
        rest = rest.subarray(end + 1)
      }
      if (rest.length > 0) pending.push(rest)
    },
    take: (count) => (fields.length < count ? undefined : fields.splice(0, count)),
  }
}
