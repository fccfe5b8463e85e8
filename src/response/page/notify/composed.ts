import type { Notification } from './notification.ts'

/** A notification without what the outbox adds. */
export type Composed = Omit<Notification, 'deliveryId'>
