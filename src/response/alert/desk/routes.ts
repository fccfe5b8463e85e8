/** What the routes about alerts are made from, and how one of them is found. */
import type { Database } from '../../../db/database.ts'
import type { Permission } from '../../../kit/permission.ts'
import type { Access } from '../../../kit/route.ts'
import type { AuditNote } from '../by-actor.ts'
import type { Alerting } from '../settings/alerting.ts'
import { findAlert } from '../show/store.ts'

export interface AlertDesk {
  readonly db: Database
  readonly clock: () => Date
  readonly alerting: () => Alerting
  readonly audit: AuditNote
}

/** Access to a route about one alert, which the path names by id or number. */
export const oneAlert = ({ db }: Pick<AlertDesk, 'db'>, permission: Permission): Access => ({
  ...{ kind: 'user', permission },
  object: { param: 'alert', exists: async (name) => (await findAlert(db, name)) !== undefined },
})
