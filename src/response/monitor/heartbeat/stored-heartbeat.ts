import type { Standing } from './heartbeat.ts'
import type { WrittenHeartbeat } from './settings/heartbeats-schema.ts'

/** A heartbeat as it is kept. */
export interface StoredHeartbeat {
  readonly id: string
  readonly name: string
  /** In the book it follows `opsbook.yaml`, and only that changes it. */
  readonly origin: 'book' | 'api'
  readonly written: WrittenHeartbeat
  readonly standing: Standing
  /** How often its address was made anew. */
  readonly secretTurn: number
  /** Since when it is in this state. */
  readonly since: Date
  readonly lastPingAt: Date | undefined
  readonly lastDurationMs: number | undefined
  readonly createdAt: Date
  readonly createdBy: string
}

/** What the alert engine does not know yet. */
export interface HeartbeatNews extends StoredHeartbeat {
  /** Fences whoever tells it. */
  readonly lease: number
}

/** One sign of life, as it is kept. */
export interface StoredPing {
  readonly id: string
  readonly at: Date
  readonly kind: string
  readonly exitCode: number | null
  readonly durationMs: number | null
  /** How it came: an address, an integration, an alert, a person. */
  readonly via: string
  readonly body: string | null
}
