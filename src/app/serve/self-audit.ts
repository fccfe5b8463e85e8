/** The server's look at itself, every half minute: timers that are overdue, work that is stuck. What can be mended is. */

export interface AuditedPart {
  readonly name: string
  /** Mends what it can; answers with what was wrong, in words. */
  readonly look: () => Promise<readonly string[]>
}

export interface SelfAudit {
  /** When the last clean one ended; undefined before the first. */
  readonly lastClean: () => Date | undefined
  readonly findings: () => readonly string[]
  readonly stop: () => Promise<void>
}

export interface SelfAuditOptions {
  readonly parts: readonly AuditedPart[]
  readonly everyMs: number
  readonly clock: () => Date
  readonly tell: (finding: string) => void
}

/** Starts it. A part that cannot be looked at is a finding of its own. */
export function startSelfAudit({ parts, everyMs, clock, tell }: SelfAuditOptions): SelfAudit {
  let lastClean: Date | undefined
  let findings: readonly string[] = []
  let running: Promise<void> | undefined
  const look = async () => {
    const found: string[] = []
    for (const { name, look: lookAt } of parts) {
      try {
        found.push(...(await lookAt()).map((each) => `${name}: ${each}`))
      } catch (error) {
        found.push(`${name}: cannot be looked at, ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    for (const each of found) if (!findings.includes(each)) tell(each)
    findings = found
    if (found.length === 0) lastClean = clock()
  }
  const timer = setInterval(() => {
    running ??= look().finally(() => {
      running = undefined
    })
  }, everyMs)
  return {
    lastClean: () => lastClean,
    findings: () => findings,
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
