import type { LabelSet } from '../../kit/label-set.ts'
import type { Alert } from './alert.ts'
import { hash } from './fingerprint.ts'
import type { SignalSeverity } from './signal.ts'

/** A row of the table `alerts`, as the driver reads it. */
export interface AlertRow {
  id: string
  number: number
  integration_id: string
  key: string
  episode: number
  is_latest: boolean
  open: boolean
  fingerprint: string
  told_name: string
  words_hash: string
  summary: string
  severity: string
  labels: LabelSet
  annotations: LabelSet
  links: { href: string; text?: string }[]
  details: Record<string, unknown>
  generator_url: string | null
  starts_at: Date
  ends_at: Date | null
  end_is_timeout: boolean
  acknowledged_at: Date | null
  acknowledged_by: string | null
  snoozed_until: Date | null
  count: number
  opened_at: Date
  last_seen_at: Date
}

/** An alert with what only the store knows. */
export interface StoredAlert extends Alert {
  /** Short, for people to say. */
  readonly number: number
  /** When it first reached us. */
  readonly openedAt: Date
}

export const alertOf = (row: AlertRow): StoredAlert => ({
  id: row.id,
  number: row.number,
  integrationId: row.integration_id,
  key: row.key,
  episode: row.episode,
  fingerprint: row.fingerprint,
  summary: row.summary,
  severity: row.severity as SignalSeverity,
  labels: row.labels,
  annotations: row.annotations,
  startsAt: row.starts_at,
  ...(row.ends_at === null ? {} : { endsAt: row.ends_at }),
  endIsTimeout: row.end_is_timeout,
  ...(row.acknowledged_at === null ? {} : { acknowledgedAt: row.acknowledged_at }),
  ...(row.acknowledged_by === null ? {} : { acknowledgedBy: row.acknowledged_by }),
  ...(row.snoozed_until === null ? {} : { snoozedUntil: row.snoozed_until }),
  ...(row.generator_url === null ? {} : { generatorUrl: row.generator_url }),
  links: row.links,
  details: row.details,
  count: row.count,
  lastSeenAt: row.last_seen_at,
  openedAt: row.opened_at,
})

/**
 * What receivers know an alert by. Episodes of the same thing share it as long as its labels are the same, because a receiver goes by the
 * fingerprint of the labels; two integrations that send the same labels do not.
 */
export const toldName = ({
  integrationId,
  key,
  fingerprint,
}: Pick<Alert, 'integrationId' | 'key' | 'fingerprint'>): string => hash([integrationId, key, fingerprint])
