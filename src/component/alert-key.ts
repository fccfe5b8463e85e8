import { createHash } from 'node:crypto'
import type { LabelSet } from '../kit/label-set.ts'
import { fingerprint } from '../response/alert/fingerprint.ts'

/** What an index of the database can hold beside the integration. */
const LONGEST_BYTES = 1024

/** A sender's key as we keep it: as it came, or its digest where it is too long; cut off, two different alerts could become one. */
export const alertKey = (key: string): string =>
  Buffer.byteLength(key) <= LONGEST_BYTES ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`

/** The key of an alert that is known by its labels: Alertmanager's fingerprint. */
export const keyOfLabels = (labels: LabelSet): string => fingerprint(labels)
