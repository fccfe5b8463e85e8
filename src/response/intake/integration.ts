/** A sender that may give us signals: its dialect, its settings, its limit. */
export interface Integration {
  readonly id: string
  readonly name: string
  /** Folder name of the dialect in `builtin/`. */
  readonly dialect: string
  readonly settings: unknown
  readonly requestsPerMinute: number
  readonly createdAt: Date
  readonly createdBy: string
  readonly disabledAt: Date | null
  /** To the minute; a sender that fell silent is seen by it. */
  readonly lastSeenAt: Date | null
  readonly version: number
}

/** An integration as the intake needs it, with its secret opened. */
export interface KnownSender extends Integration {
  readonly signingSecret?: string
}
