import type { Migration } from '../migrate.ts'
import { base } from './0001-base.ts'
import { identity } from './0002-identity.ts'
import { audit } from './0003-audit.ts'
import { integrations } from './0004-integrations.ts'
import { upkeep } from './0005-upkeep.ts'
import { alerts } from './0010-alerts.ts'
import { alertSenders } from './0011-alert-senders.ts'
import { heartbeatsSeen } from './0012-heartbeats-seen.ts'
import { incidents } from './0020-incidents.ts'
import { changeEvents } from './0021-change-events.ts'
import { quietAlerts } from './0022-quiet-alerts.ts'
import { remoteRuns } from './0030-remote-runs.ts'
import { runCopies } from './0031-run-copies.ts'
import { oncall } from './0040-oncall.ts'
import { escalation } from './0041-escalation.ts'
import { notify } from './0042-notify.ts'
import { heartbeats } from './0043-heartbeats.ts'

/** All of them, in order. One file each; a number is never used twice and a released one is never edited. */
export const MIGRATIONS: readonly Migration[] = [
  ...[base, identity, audit, integrations, upkeep],
  ...[alerts, alertSenders, heartbeatsSeen, incidents, changeEvents, quietAlerts, remoteRuns, runCopies],
  ...[oncall, escalation, notify, heartbeats],
]
