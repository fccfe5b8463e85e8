/** The one table of exit codes of every command; `opsbook help exit-codes` prints it. */
export const EXIT = {
  success: 0,
  failed: 1,
  usage: 2,
  found: 3,
  notAllowed: 4,
  notFound: 5,
  needsApproval: 6,
  unknownOutcome: 7,
  stillPending: 8,
  unreachable: 9,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
