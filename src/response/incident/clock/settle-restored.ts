/**
 * After a restore: promises whose time passed while this world did not exist are told to nobody, until somebody touches their incident. Those
 * that are still to come are kept; the look at ourselves gives each a job.
 */
export const SETTLE_RESTORED_INCIDENTS: readonly string[] = [
  'update incidents set clock_at = null where clock_at < now()',
]
