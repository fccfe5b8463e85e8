import type { Migration } from '../migrate.ts'

/** Alerts that fire while somebody keeps them quiet: they are looked at again, for nobody says so when that ends. */
export const quietAlerts: Migration = {
  name: '0022-quiet-alerts',
  up: ['create table quiet_alerts (alert_id text primary key)'],
}
